import { createLoader, createSerializer, parseAsArrayOf, parseAsString } from 'nuqs/server';
import { listParsers, type SearchParams } from '#components/credentials/filters.ts';
import { boardFilter, type BoardFilter } from '#lib/dashboard/schema.ts';

export const boardParsers = {
  q: listParsers.q,
  state: listParsers.state,
  authType: listParsers.authType,
  category: parseAsArrayOf(parseAsString).withDefault([]),
  environment: listParsers.environment,
};

const load = createLoader(boardParsers);
export const boardHref = createSerializer(boardParsers);

/** What an address asks for. One that was tampered with asks for everything. */
export async function loadBoardFilter(searchParams: SearchParams): Promise<BoardFilter> {
  const parsed = boardFilter.safeParse(await load(searchParams));
  return parsed.success ? parsed.data : {};
}
