'use client';

import { useId, useState } from 'react';
import { Link } from '#components/ui/link.tsx';
import { ArrowLeft, Ellipsis } from 'lucide-react';
import { ExportFlow } from '#components/flow-files/export-flow.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { flowsHref } from '#components/shell/hrefs.ts';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Menu } from '#components/ui/menu.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { renameFlow } from '#lib/flows/actions.ts';
import type { StepDto } from '#lib/flows/schema.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { DeleteFlow } from './delete-flow.tsx';
import { flowStateWords } from './flow-state.tsx';
import type { FlowMay } from './may.ts';
import { NameDialog } from './name-dialog.tsx';
import type { FlowEditor } from './use-flow.ts';
import { useActivation } from './use-activation.ts';

interface BuilderBarProps {
  scope: Scope;
  editor: FlowEditor;
  may: FlowMay;
  isChecking: boolean;
  /** A sheet lies over it. */
  isCovered: boolean;
  onCheck: () => void;
  /** To the step that Activate waits for. */
  onWaiting: () => void;
}

/** Which flow it is, whether it runs, and what is done with it as a whole. Why Activate waits stands beside it. */
export function BuilderBar({ scope, editor, may, isChecking, isCovered, onCheck, onWaiting }: BuilderBarProps) {
  const { flow } = editor;
  const { activate, pause, isRunning, refusal } = useActivation(scope, editor, onWaiting);
  const why = useId();
  const isActive = flow.state === 'active';
  const words = refusal?.message ?? flow.waiting ?? (isActive ? troubleWords(flow.steps) : null);
  return (
    <div className="subbar" inert={isCovered}>
      <Link className="plain row back" href={flowsHref(scope)} aria-label="Back to flows">
        <Icon of={ArrowLeft} flips />
      </Link>
      <h1 className="clip">{flow.name}</h1>
      <Tag>{flowStateWords[flow.state]}</Tag>
      <span className="grow" />
      {words !== null && (
        <span className="soft small why" id={why} role={refusal ? 'alert' : undefined}>
          {words}
        </span>
      )}
      {may.verify && flow.steps.length > 0 && (
        <Button small onClick={onCheck} aria-disabled={isChecking}>
          {isChecking ? 'Checking…' : 'Run check'}
        </Button>
      )}
      {may.activate && isActive && (
        <Button small onClick={pause} aria-disabled={isRunning}>
          {isRunning ? 'Pausing…' : 'Pause'}
        </Button>
      )}
      {may.activate && !isActive && (
        <Button
          small
          variant={flow.waiting === null ? 'primary' : 'plain'}
          onClick={activate}
          aria-disabled={isRunning}
          aria-describedby={words === null ? undefined : why}
        >
          {isRunning ? 'Activating…' : 'Activate'}
        </Button>
      )}
      <More scope={scope} editor={editor} may={may} />
    </div>
  );
}

/** An active flow runs on in trouble; all the same it is told. */
function troubleWords(steps: readonly StepDto[]): string | null {
  const at = steps.findIndex((step) => step.trouble !== null);
  const step = steps[at];
  return step?.trouble ? `Step ${at + 1}, ${step.name}: ${step.trouble.words}` : null;
}

function More({ scope, editor, may }: Pick<BuilderBarProps, 'scope' | 'editor' | 'may'>) {
  const [dialog, setDialog] = useState<'rename' | 'export' | 'delete' | null>(null);
  const close = () => setDialog(null);
  const items = [
    ...(may.edit ? [{ label: 'Rename', onSelect: () => setDialog('rename') }] : []),
    ...(may.export ? [{ label: 'Export', onSelect: () => setDialog('export') }] : []),
    ...(may.delete ? [{ label: 'Delete', isDangerous: true, onSelect: () => setDialog('delete') }] : []),
  ];
  if (items.length === 0) return null;
  return (
    <>
      <Menu
        align="end"
        groups={[{ items }]}
        trigger={
          <IconButton small aria-label={`More: ${items.map((item) => item.label.toLowerCase()).join(', ')}`}>
            <Icon of={Ellipsis} />
          </IconButton>
        }
      />
      {dialog === 'rename' && <RenameFlow scope={scope} editor={editor} onClose={close} />}
      {dialog === 'export' && <ExportFlow scope={scope} flow={editor.flow} onClose={close} />}
      {dialog === 'delete' && <DeleteFlow scope={scope} editor={editor} onClose={close} />}
    </>
  );
}

interface RenameFlowProps extends Pick<BuilderBarProps, 'scope' | 'editor'> {
  onClose: () => void;
}

function RenameFlow({ scope, editor, onClose }: RenameFlowProps) {
  const rename = useAction(renameFlow);
  const submit = async (name: string): Promise<Refusal | null> => {
    const result = await editor.change((seen) => rename(scope, { ...seen, name }));
    if (!result.ok) return result;
    onClose();
    return null;
  };
  return (
    <NameDialog
      title={`Rename ${editor.flow.name}`}
      submit="Rename"
      name={editor.flow.name}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}
