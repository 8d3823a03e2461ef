import { amount } from '#components/ui/words.ts';
import type { ImportedFlow, PlanFlow } from '#lib/flow-files/schema.ts';
import { goneIn, openIn, type Picked, type Picks, type Settled } from './review.ts';

/** `2 flows, 5 steps. 1 needs a credential.`: what will be there. */
export function summaryWords(flows: readonly PlanFlow[], picks: Picks): string {
  const sum = (of: (flow: PlanFlow) => number) => flows.reduce((all, flow) => all + of(flow), 0);
  const steps = sum((flow) => flow.steps.length);
  const lack = lackWords({ open: sum((flow) => openIn(picks, flow)), gone: sum(goneIn) }, '');
  const full = steps === 0 ? 'Nothing to sign in with.' : 'Every step has its credential.';
  return `${amount(flows.length, 'flow')}, ${amount(steps, 'step')}. ${lack ?? full}`;
}

/** `1 step needs a credential, 1 has an app that is not here.` Null where no step lacks anything. */
function lackWords({ open, gone }: { open: number; gone: number }, noun: string): string | null {
  const who = (count: number) => (noun === '' ? count.toLocaleString('en-GB') : amount(count, noun));
  const parts = [
    open > 0 && `${who(open)} ${open === 1 ? 'needs' : 'need'} a credential`,
    gone > 0 && `${who(gone)} ${gone === 1 ? 'is' : 'are'} of an app that is not here`,
  ].filter(Boolean);
  return parts.length === 0 ? null : `${parts.join(', ')}.`;
}

/** Why a flow is not called here what it is called in the file; null where it is. */
export const nameWords = (flow: PlanFlow): string | null =>
  flow.createName === flow.name ? null : `It is called “${flow.createName}” here, because “${flow.name}” is taken.`;

const boundWords: Record<Settled['by'], string> = {
  identifier: 'Same identifier',
  name: 'Same name',
  hand: 'Chosen here',
};

/** Above the credential of a step: why it is that one, and where it is for. */
export function settledWords(settled: Settled | null): string {
  if (!settled) return 'Left open';
  const { environment } = settled.credential;
  return environment === '' ? boundWords[settled.by] : `${boundWords[settled.by]}, ${environment}`;
}

/** What a credential lacks before its flow can be activated; null where it lacks nothing. */
export function brokenWords({ state }: Pick<Picked, 'state'>): string | null {
  switch (state) {
    case 'failed':
      return 'It failed its last check. Repair it before the flow is activated.';
    case 'unreadable':
      return 'It cannot be opened. Choose another before the flow is activated.';
    case 'unverified':
      return 'It has not been checked yet. The builder checks it.';
    default:
      return null;
  }
}

/** `Order sync is here as a draft. 1 step needs a credential.` */
export const importedWords = (flow: ImportedFlow): string =>
  [`${flow.name} is here as a draft.`, lackWords(flow, 'step')].filter(Boolean).join(' ');
