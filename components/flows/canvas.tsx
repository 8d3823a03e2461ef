'use client';

import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Plus } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { StepDto } from '#lib/flows/schema.ts';
import { pauseFirst } from './may.ts';
import { StepCard } from './step-card.tsx';

interface CanvasProps {
  steps: readonly StepDto[];
  /** The step whose settings are open. */
  open: string | null;
  /** Credentials that are being checked now. */
  checking: ReadonlySet<string>;
  canEdit: boolean;
  isActive: boolean;
  onOpen: (stepId: string) => void;
  onMove: (stepId: string, to: number) => void;
  onAdd: () => void;
  /** Said above the steps. */
  news?: ReactNode;
}

/** The steps in their order. Arrows go through them, with Alt they move the one that has the focus. */
export function Canvas(props: CanvasProps) {
  const { steps, open, checking, canEdit, isActive, onOpen, onMove, onAdd, news } = props;
  const list = useRef<HTMLOListElement>(null);
  const press = (at: number) => (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const step = steps[at];
    if (by === 0 || !step) return;
    event.preventDefault();
    if (!event.altKey) list.current?.querySelectorAll<HTMLElement>('.stepcard')[at + by]?.focus();
    else if (canEdit && steps[at + by]) onMove(step.id, at + by + 1);
  };
  return (
    <section className="canvas" aria-label="Steps">
      {news && <div className="news stack">{news}</div>}
      <ol className="flow" ref={list}>
        {steps.map((step, at) => (
          <li key={step.id}>
            <StepCard
              step={step}
              position={at + 1}
              isOpen={step.id === open}
              isChecking={step.credential !== null && checking.has(step.credential.id)}
              onOpen={() => onOpen(step.id)}
              onKeyDown={press(at)}
            />
          </li>
        ))}
        <li className="add">
          {steps.length === 0 && <p className="soft">{canEdit ? firstWords : 'This flow has no step yet.'}</p>}
          {canEdit && !isActive && (
            <Button small onClick={onAdd} data-add-step>
              <Icon of={Plus} />
              Add step
            </Button>
          )}
          {canEdit && isActive && <p className="muted small">{pauseFirst}</p>}
        </li>
      </ol>
    </section>
  );
}

const firstWords = 'Add a step for each app this flow talks to. Its credential is asked for at once.';
