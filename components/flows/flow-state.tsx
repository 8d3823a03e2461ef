import { Pause, Pencil, Play } from 'lucide-react';
import { Icon } from '#components/ui/icon.tsx';
import type { FlowState as State } from '#lib/uses/schema.ts';

export const flowStateWords: Record<State, string> = { active: 'Active', paused: 'Paused', draft: 'Draft' };

const iconOf = { active: Play, paused: Pause, draft: Pencil } as const;

/** Whether a flow runs. It has no colour: a draft is no trouble. */
export function FlowState({ state }: { state: State }) {
  return (
    <span className="row">
      <Icon of={iconOf[state]} />
      {flowStateWords[state]}
    </span>
  );
}
