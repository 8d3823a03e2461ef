'use client';

import type { ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';
import { IdleNote } from '#components/flows/idle-note.tsx';
import { ReplaceField } from '#components/flows/replace-field.tsx';
import { useReplace } from '#components/flows/use-replace.ts';
import { useUses } from '#components/flows/use-uses.ts';
import { flowsOfUses } from '#components/flows/uses-words.ts';
import { flowHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { Heads, Table } from '#components/ui/table.tsx';
import type { Refusal } from '#lib/result.ts';
import type { UseDto } from '#lib/uses/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { flowsOf } from './in-use.ts';

interface Subject {
  readonly id: string;
  readonly name: string;
}

interface InUseDialogProps {
  scope: Scope;
  /** Null where the catalogue does not have it: nothing can take its place then. */
  app: { readonly id: string; readonly name: string } | null;
  subjects: readonly Subject[];
  refusal: Refusal;
  onClose: () => void;
}

/** A fact as its title, the flows as links, and the way out. There is no disabled Delete to puzzle over. */
export function InUseDialog({ scope, app, subjects, refusal, onClose }: InUseDialogProps) {
  const [first, ...others] = subjects;
  const only = first && others.length === 0 ? first : null;
  const uses = useUses(scope, only?.id ?? null);
  const facts = (
    <>
      <Refused refusal={refusal} canReplace={only !== null && app !== null} />
      <ActiveFlows scope={scope} refusal={refusal} uses={uses} />
      <IdleNote scope={scope} uses={uses} isAlso />
    </>
  );
  if (only && app)
    return (
      <WithReplace scope={scope} app={app} from={only} steps={uses.length} onClose={onClose}>
        {facts}
      </WithReplace>
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={only ? `${only.name} is in use` : 'One of these credentials is in use'}
      consequence="Nothing was deleted."
      actions={
        <Button variant="primary" onClick={onClose}>
          Keep it
        </Button>
      }
    >
      {facts}
    </Dialog>
  );
}

interface WithReplaceProps extends Pick<InUseDialogProps, 'scope' | 'onClose'> {
  app: { readonly id: string; readonly name: string };
  from: Subject;
  steps: number;
  children: ReactNode;
}

function WithReplace({ scope, app, from, steps, onClose, children }: WithReplaceProps) {
  const replace = useReplace({ scope, from, onDone: onClose });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${from.name} is in use`}
      consequence="Nothing was deleted."
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="primary" onClick={replace.run} aria-disabled={replace.replacing.kind === 'checking'}>
            Replace everywhere
          </Button>
        </>
      }
    >
      {children}
      <ReplaceField scope={scope} app={app} from={from} steps={steps} replace={replace} />
    </Dialog>
  );
}

function Refused({ refusal, canReplace }: { refusal: Refusal; canReplace: boolean }) {
  const [first, ...rest] = refusal.message.split(/(?<=\.)\s/);
  const fix = rest.join(' ').replace(/\.$/, '');
  return (
    <Result state="failed" title={first} fix={canReplace ? `${fix}, or move them to another credential.` : `${fix}.`} />
  );
}

interface ActiveFlowsProps extends Pick<InUseDialogProps, 'scope' | 'refusal'> {
  uses: readonly UseDto[];
}

function ActiveFlows({ scope, refusal, uses }: ActiveFlowsProps) {
  const using = flowsOfUses(uses.filter((use) => use.flowState === 'active'));
  return (
    <Table label="Active flows">
      <Heads of={['Active flows', 'Steps']} />
      <tbody>
        {flowsOf(refusal).map((flow) => (
          <tr key={flow.id}>
            <td>
              <Link href={flowHref(scope, flow.id)}>{flow.name}</Link>
            </td>
            <td className="soft">{using.find((one) => one.id === flow.id)?.steps.join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
