import { createLoader, createSerializer, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { SearchParams } from '#components/credentials/filters.ts';
import { freshFilter, freshStates, type FreshFilter } from '#lib/freshness/schema.ts';
import { freshWords } from './words.ts';

export const freshParsers = {
  state: parseAsArrayOf(parseAsStringLiteral(freshStates)).withDefault([]),
  app: parseAsArrayOf(parseAsString).withDefault([]),
  after: parseAsString.withDefault(''),
};

const load = createLoader(freshParsers);
export const freshHref = createSerializer(freshParsers);

/** What an address asks for. One that was tampered with asks for everything. */
export async function loadFreshFilter(searchParams: SearchParams): Promise<FreshFilter> {
  const parsed = freshFilter.safeParse(await load(searchParams));
  return parsed.success ? parsed.data : {};
}

export const freshOptions = freshStates.map((value) => ({ value, label: freshWords[value] }));
