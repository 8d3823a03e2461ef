import { amount } from '#components/ui/words.ts';
import type { ListFilter } from '#lib/credentials/schema.ts';
import type { Selection } from '#lib/export-items/schema.ts';

/** Something that can be exported, and how it is called. */
export interface Offer {
  /** Of the choice between several. */
  readonly label: string;
  readonly title: string;
  readonly sentence?: string;
  readonly chosen: Selection;
}

const namesShown = 5;

function namesWords(names: readonly string[]): string {
  const shown = names.slice(0, namesShown).join(', ');
  return names.length > namesShown ? `${shown} and ${names.length - namesShown} more` : shown;
}

/** Credentials chosen one by one. */
export function offerOf(subjects: readonly { readonly id: string; readonly name: string }[]): Offer {
  const names = subjects.map((one) => one.name);
  const count = amount(subjects.length, 'credential');
  return {
    label: subjects.length === 1 ? 'This one' : `These ${subjects.length.toLocaleString('en-GB')}`,
    title: subjects.length === 1 ? `Export ${names[0] ?? 'credential'}` : `Export ${count}`,
    sentence: subjects.length > 1 ? namesWords(names) : undefined,
    chosen: { scope: 'selected', ids: subjects.map((one) => one.id) },
  };
}

export const everything: Offer = {
  label: 'The whole workspace',
  title: 'Export the whole workspace',
  sentence: 'Every credential of every app in this workspace. Those in the trash stay.',
  chosen: { scope: 'all' },
};

/** What the list of an app shows, on all of its pages. */
export function listOffer(component: string, app: string, total: number, filter: ListFilter): Offer {
  const { q, state, authType, environment } = filter;
  const isFiltered = [q, state, authType, environment].some((one) => (one?.length ?? 0) > 0);
  const count = total.toLocaleString('en-GB');
  return {
    label: 'This list',
    title: `Export ${amount(total, 'credential')} of ${app}`,
    sentence: isFiltered ? `The ${count} that match the filter, on all pages.` : undefined,
    chosen: { scope: 'app', component, filter: { q, state, authType, environment } },
  };
}
