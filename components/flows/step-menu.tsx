'use client';

import { useState } from 'react';
import { Ellipsis } from 'lucide-react';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { IconButton } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Menu } from '#components/ui/menu.tsx';
import type { StepDto } from '#lib/flows/schema.ts';
import { removeStep } from '#lib/steps/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { pauseFirst } from './may.ts';
import type { FlowEditor } from './use-flow.ts';

interface StepMenuProps {
  scope: Scope;
  editor: FlowEditor;
  step: StepDto;
  position: number;
  onMove: (to: number) => void;
  onTakeAway: () => void;
  onRemoved: () => void;
}

/** What else can be done with a step; what cannot be done now says why. */
export function StepMenu({ scope, editor, step, position, onMove, onTakeAway, onRemoved }: StepMenuProps) {
  const [isRemoving, setRemoving] = useState(false);
  const remove = useAction(removeStep);
  const { state, steps } = editor.flow;
  const active = state === 'active' ? pauseFirst : undefined;
  const first = position === 1 ? 'It is the first step.' : undefined;
  const last = position === steps.length ? 'It is the last step.' : undefined;
  const moves = [
    { label: 'Move up', hotkey: 'Alt ↑', onSelect: () => onMove(position - 1), unavailable: active ?? first },
    { label: 'Move down', hotkey: 'Alt ↓', onSelect: () => onMove(position + 1), unavailable: active ?? last },
  ];
  const ends = [
    ...(step.credential ? [{ label: 'Take its credential away', onSelect: onTakeAway, unavailable: active }] : []),
    { label: 'Remove step', isDangerous: true, onSelect: () => setRemoving(true), unavailable: active },
  ];
  const run = async () => {
    const result = await editor.change((seen) => remove(scope, { ...seen, stepId: step.id }));
    if (!result.ok) return result;
    onRemoved();
    return null;
  };
  return (
    <>
      <Menu
        align="end"
        groups={[{ items: moves }, { items: ends }]}
        trigger={
          <IconButton variant="quiet" small aria-label={`More for ${step.name}`}>
            <Icon of={Ellipsis} />
          </IconButton>
        }
      />
      {isRemoving && (
        <DeedDialog
          title={`Remove ${step.name}`}
          sentence="The step goes. Its credential stays where it is."
          confirm="Remove step"
          pending="Removing…"
          isDangerous
          run={run}
          onClose={() => setRemoving(false)}
        />
      )}
    </>
  );
}
