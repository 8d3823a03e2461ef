import { createLoader, createSerializer, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { authTypes, listFilter, shownStates, type ListFilter } from '#lib/credentials/schema.ts';
import { environments } from '#lib/names.ts';
import { stateWords } from '#components/ui/states.ts';
import { authTypeWords } from './words.ts';

/** Filters live in the address, so that a view can be linked, kept and gone back to. */
export const listParsers = {
  q: parseAsString.withDefault(''),
  state: parseAsArrayOf(parseAsStringLiteral(shownStates)).withDefault([]),
  authType: parseAsArrayOf(parseAsStringLiteral(authTypes)).withDefault([]),
  environment: parseAsArrayOf(parseAsString).withDefault([]),
  after: parseAsString.withDefault(''),
};

const load = createLoader(listParsers);
export const listHref = createSerializer(listParsers);

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** What an address asks for. One that was tampered with asks for everything. */
export async function loadListFilter(searchParams: SearchParams): Promise<ListFilter> {
  const parsed = listFilter.safeParse(await load(searchParams));
  return parsed.success ? parsed.data : {};
}

export const stateOptions = shownStates.map((value) => ({ value, label: stateWords[value] }));
export const authTypeOptions = authTypes.map((value) => ({ value, label: authTypeWords[value] }));

/** The known environments, and whatever others are chosen or in use: a label from elsewhere stays selectable. */
export function environmentOptions(others: readonly string[] = []) {
  const unknown = others.filter((one) => !environments.some((known) => known === one));
  return [...environments, ...new Set(unknown)].map((value) => ({ value, label: value }));
}
