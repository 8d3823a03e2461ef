import { stateWords } from '#components/ui/states.ts';
import type { AuthType, ShownState } from '#lib/credentials/schema.ts';
import { authTypeWords } from './words.ts';

interface Filtered {
  readonly q?: string | null;
  readonly state?: readonly ShownState[] | null;
  readonly authType?: readonly AuthType[] | null;
  readonly category?: readonly string[] | null;
  readonly environment?: readonly string[] | null;
}

const either = (words: readonly string[]): string => words.join(' or ');

/** What was looked for and not found, in one sentence. */
export function noMatchWords({ q, state, authType, category, environment }: Filtered): string {
  const adjective = state?.length ? `${either(state.map((one) => stateWords[one].toLowerCase()))} ` : '';
  const parts = [
    `No ${adjective}credential`,
    q ? `matches “${q}”` : '',
    environment?.length ? `in ${either(environment)}` : '',
    authType?.length ? `with ${either(authType.map((one) => authTypeWords[one]))}` : '',
    category?.length ? `among ${either(category)}` : '',
  ];
  return `${parts.filter(Boolean).join(' ')}.`;
}

const labels = [
  ['q', 'search'],
  ['state', 'state'],
  ['authType', 'auth type'],
  ['category', 'category'],
  ['environment', 'environment'],
] as const;

/** The filters that are on, each with the key it has in the address. */
export const activeFilters = (filter: Filtered) =>
  labels.filter(([key]) => Boolean(filter[key]?.length)).map(([key, label]) => ({ key, label }));
