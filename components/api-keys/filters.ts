import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { rowId } from '#lib/names.ts';
import type { Holder } from '#lib/api-keys/schema.ts';

/** What programs hold, unless the address asks for the tokens of consumers. */
export const keyParams = { of: parseAsStringLiteral(['consumers']), after: parseAsString };

const load = createLoader(keyParams);
const keySearch = createSerializer(keyParams);

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export interface KeyView {
  readonly holder: Holder;
  readonly after: string | null;
}

export async function loadKeyView(searchParams: SearchParams): Promise<KeyView> {
  const { of, after } = await load(searchParams);
  return { holder: of === null ? 'program' : 'consumer', after: rowId.safeParse(after).data ?? null };
}

export const keyViewHref = (path: string, { holder }: KeyView, after: string | null): string =>
  keySearch(path, { of: holder === 'consumer' ? 'consumers' : null, after });
