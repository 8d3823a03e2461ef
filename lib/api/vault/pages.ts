import { z } from 'zod';
import { env } from '#lib/env.ts';
import { parseInput } from '#lib/gate/outcome.ts';
import type { ApiContext } from '../request.ts';
import { ok } from './wire.ts';

const pageSizeDefault = 20;
const pageSizeMax = 200;

/** Empty is what some clients send for "none". */
const asked = z.object({
  cursor: z.string().max(200).nullable(),
  limit: z.coerce.number().int().min(1).max(pageSizeMax, `A page has at most ${pageSizeMax} items.`),
});
export type AskedPage = z.output<typeof asked>;

/** @throws AppError INPUT_INVALID for a size that no page has */
export const askedPage = (c: ApiContext): AskedPage =>
  parseInput(asked, { cursor: c.req.query('cursor') || null, limit: c.req.query('limit') || pageSizeDefault });

interface Page {
  readonly rows: readonly unknown[];
  readonly next: string | null;
  readonly total?: number;
}

/** A page, the cursors around it, and the addresses they stand for. There is no way back but the one that was taken. */
export function page(c: ApiContext, { rows, next, total }: Page) {
  const current = c.req.query('cursor') || null;
  return ok(c, rows, {
    meta: {
      items_on_page: rows.length,
      cursors: { previous: null, current, next },
      ...(total !== undefined && { total_count: total }),
    },
    links: { previous: null, current: addressOf(c, current), next: next === null ? null : addressOf(c, next) },
  });
}

function addressOf(c: ApiContext, cursor: string | null): string {
  const { pathname, searchParams } = new URL(c.req.url);
  if (cursor !== null) searchParams.set('cursor', cursor);
  const search = searchParams.size > 0 ? `?${searchParams}` : '';
  return env.apiAddress + pathname + search;
}
