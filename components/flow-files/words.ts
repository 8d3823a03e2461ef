import { amount } from '#components/ui/words.ts';
import type { ImportedFlow, PlanFlow } from '#lib/flow-files/schema.ts';
import type { Picked, Settled } from './review.ts';

/** `2 flows, 5 steps. 1 needs a credential.`: what will be there. */
export function summaryWords(flows: readonly PlanFlow[], open: number): string {
  const steps = flows.reduce((sum, flow) => sum + flow.steps.length, 0);
  return `${amount(flows.length, 'flow')}, ${amount(steps, 'step')}. ${openWords(open, steps)}`;
}

function openWords(open: number, steps: number): string {
  if (steps === 0) return 'Nothing to sign in with.';
  if (open === 0) return steps === 1 ? 'It has its credential.' : 'All have their credential.';
  return `${open.toLocaleString('en-GB')} ${open === 1 ? 'needs' : 'need'} a credential.`;
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
export function importedWords({ name, open }: ImportedFlow): string {
  const rest = open === 0 ? '' : ` ${amount(open, 'step')} ${open === 1 ? 'needs' : 'need'} a credential.`;
  return `${name} is here as a draft.${rest}`;
}
