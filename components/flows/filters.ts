import { createLoader, createSerializer, parseAsArrayOf, parseAsBoolean, parseAsStringLiteral } from 'nuqs/server';
import { listParsers, type SearchParams } from '#components/credentials/filters.ts';
import { flowFilter, flowStates, type FlowFilter } from '#lib/flows/schema.ts';
import { flowStateWords } from './flow-state.tsx';

/** The list of flows in the address: what is looked for, what is shown, where the page begins. */
export const flowParsers = {
  q: listParsers.q,
  state: parseAsArrayOf(parseAsStringLiteral(flowStates)).withDefault([]),
  trouble: parseAsBoolean.withDefault(false),
  after: listParsers.after,
};

const load = createLoader(flowParsers);
export const flowListHref = createSerializer(flowParsers);

/** What an address asks for. One that was tampered with asks for everything. */
export async function loadFlowFilter(searchParams: SearchParams): Promise<FlowFilter> {
  const parsed = flowFilter.safeParse(await load(searchParams));
  return parsed.success ? parsed.data : {};
}

export const flowStateOptions = flowStates.map((value) => ({ value, label: flowStateWords[value] }));

const labels = [
  ['q', 'search'],
  ['state', 'state'],
  ['trouble', 'needs attention'],
] as const;

/** The filters that are on, each with the same list without it. */
export const activeFlowFilters = (path: string, filter: FlowFilter) =>
  labels
    .filter(([key]) => isOn(filter[key]))
    .map(([key, label]) => ({ key, label, href: flowListHref(path, { ...filter, [key]: null, after: null }) }));

const isOn = (value: string | boolean | readonly string[] | null | undefined): boolean =>
  typeof value === 'object' || typeof value === 'string' ? (value?.length ?? 0) > 0 : value === true;

/** What was looked for and not found, in one sentence. */
export function noFlowWords({ q, state, trouble }: FlowFilter): string {
  const states = state?.length ? `${state.map((one) => flowStateWords[one].toLowerCase()).join(' or ')} ` : '';
  const parts = [`No ${states}flow`, q ? `matches “${q}”` : '', trouble ? 'that needs attention' : ''];
  if (!q && !trouble) return `No flow is ${states.trim()}.`;
  if (!q) return `No ${states}flow needs attention.`;
  return `${parts.filter(Boolean).join(' ')}.`;
}
