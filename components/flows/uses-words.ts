import { amount } from '#components/ui/words.ts';
import type { UseDto } from '#lib/uses/schema.ts';

export interface UsingFlow {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly string[];
}

/** Uses by flow, each flow once with its steps, in the order they came. */
export function flowsOfUses(uses: readonly UseDto[]): UsingFlow[] {
  const flows = new Map<string, UsingFlow>();
  for (const { flowId, flowName, stepName } of uses)
    flows.set(flowId, { id: flowId, name: flowName, steps: [...(flows.get(flowId)?.steps ?? []), stepName] });
  return [...flows.values()];
}

/** Those that do not run: they do not hold up deleting. */
export const idleUses = (uses: readonly UseDto[]): UseDto[] => uses.filter((use) => use.flowState !== 'active');

/** `1 draft`, `2 paused flows`, `1 draft and 2 paused flows`. */
export function idleWords(uses: readonly UseDto[]): string {
  const count = (state: UseDto['flowState']) => flowsOfUses(uses.filter((use) => use.flowState === state)).length;
  const [drafts, paused] = [count('draft'), count('paused')];
  const parts = [drafts > 0 ? amount(drafts, 'draft') : '', paused > 0 ? amount(paused, 'paused flow') : ''];
  return parts.filter(Boolean).join(' and ');
}
