'use client';

import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useAction } from '#components/session/session-gate.tsx';
import { useKeys } from '#components/shell/keys.ts';
import { mainId } from '#components/shell/skip-link.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { useNarrow } from '#components/ui/use-narrow.ts';
import type { Permission } from '#lib/access.ts';
import type { AppForm } from '#lib/credentials/schema.ts';
import type { FlowDetail } from '#lib/flows/schema.ts';
import { moveStep } from '#lib/steps/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AddStep } from './add-step.tsx';
import { BuilderBar } from './builder-bar.tsx';
import { BuilderNews } from './builder-news.tsx';
import { Canvas } from './canvas.tsx';
import { flowMay } from './may.ts';
import { StepPanel } from './step-panel.tsx';
import { useFlow, type FlowEditor } from './use-flow.ts';
import { newStep, useOpenStep } from './use-open-step.ts';
import { useRunCheck } from './use-run-check.ts';

interface BuilderProps {
  scope: Scope;
  initial: FlowDetail;
  apps: readonly AppForm[];
  permissions: readonly Permission[];
  /** Of the workspace: what a new credential is for, unless it says otherwise. */
  environment: string;
  now: number;
}

/** A flow with its steps, and the settings of the one that is open. */
export function Builder({ scope, initial, apps, permissions, environment, now }: BuilderProps) {
  const may = flowMay(permissions);
  const editor = useFlow(scope, initial, now);
  const { steps, state } = editor.flow;
  const { open, panel, show, close } = useOpenStep();
  const check = useRunCheck(scope, editor.reload);
  const move = useMove(scope, editor);
  // Steps where a credential is being typed stay as they are while another is looked at.
  const [adding, setAdding] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<string | null>(null);
  const isNarrow = useNarrow();
  const opened = steps.find((step) => step.id === open);
  const asksForApp = open === newStep && may.edit && state !== 'active';
  const isOpen = opened !== undefined || asksForApp;
  const setIsAdding = (stepId: string, on: boolean) =>
    setAdding((before) => (on ? new Set([...before, stepId]) : new Set([...before].filter((id) => id !== stepId))));
  useKeys(may.verify ? { v: () => void check.run(steps) } : {});
  const drop = (stepId: string) => {
    setIsAdding(stepId, false);
    close();
  };
  const ask = (stepId: string) => {
    setAsked(stepId);
    // The list that opens takes the focus itself.
    show(stepId, false);
  };
  return (
    <main className="buildpage" id={mainId} tabIndex={-1}>
      <BuilderBar
        scope={scope}
        editor={editor}
        may={may}
        isCovered={isNarrow && isOpen}
        isChecking={check.waiting.size > 0}
        onCheck={() => void check.run(steps)}
        onWaiting={() => show(steps.find((step) => step.trouble !== null)?.id ?? newStep)}
      />
      <div className="builder" data-open={isOpen || undefined}>
        <div className="ground" inert={isNarrow && isOpen}>
          <Canvas
            steps={steps}
            open={open}
            checking={check.waiting}
            canEdit={may.edit}
            isActive={state === 'active'}
            onOpen={show}
            onMove={move}
            onAdd={() => show(newStep)}
            news={<BuilderNews scope={scope} editor={editor} summary={check.summary} />}
          />
        </div>
        {isOpen && (
          <Side panel={panel} onEscape={() => !adding.has(open ?? '') && close()}>
            {asksForApp && <AddStep scope={scope} apps={apps} editor={editor} onAdded={ask} onClose={close} />}
            {steps.map(
              (step, at) =>
                (step.id === open || adding.has(step.id)) && (
                  <div className="settings" key={step.id} hidden={step.id !== open}>
                    <StepPanel
                      {...{ scope, editor, may, step, environment }}
                      position={at + 1}
                      app={apps.find((app) => app.id === step.app.id) ?? null}
                      isAdding={adding.has(step.id)}
                      onAdding={(on) => setIsAdding(step.id, on)}
                      isAsked={asked === step.id}
                      onMove={(to) => move(step.id, to)}
                      onRemoved={() => drop(step.id)}
                      onClose={() => drop(step.id)}
                    />
                  </div>
                ),
            )}
          </Side>
        )}
      </div>
    </main>
  );
}

interface SideProps {
  panel: RefObject<HTMLElement | null>;
  onEscape: () => void;
  children: ReactNode;
}

/** Beside the steps, or over them as a sheet. `Esc` of what lies elsewhere on the screen is not meant for it. */
function Side({ panel, onEscape, children }: SideProps) {
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (event.key === 'Escape' && isInside && !event.defaultPrevented) onEscape();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc of the fields inside bubbles here
    <aside className="side" aria-label="Step settings" ref={panel} tabIndex={-1} onKeyDown={press}>
      {children}
    </aside>
  );
}

/** Another place for a step; its card keeps the focus, though it is another place in the page. */
function useMove(scope: Scope, editor: FlowEditor) {
  const put = useAction(moveStep);
  const { add } = useToast();
  const moved = useRef<{ stepId: string; revision: number } | null>(null);
  const { revision } = editor.flow;
  useEffect(() => {
    if (moved.current === null || moved.current.revision === revision) return;
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>(`[data-step="${CSS.escape(moved.current.stepId)}"]`)?.focus();
    moved.current = null;
  });
  return (stepId: string, to: number) => {
    moved.current = { stepId, revision };
    void editor
      .change((seen) => put(scope, { ...seen, stepId, to }))
      .then((result) => result.ok || add({ kind: 'failed', title: result.message }));
  };
}
