import { Hono } from 'hono';
import { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { parseInput } from '#lib/gate/outcome.ts';
import { rowId, storableText } from '#lib/names.ts';
import type { AttemptRow } from '#lib/delivery-log/schema.ts';
import { listSent } from '#lib/sent-log/queries.ts';
import type { SentRow } from '#lib/sent-log/schema.ts';
import type { ApiContext, ApiEnv } from '../request.ts';
import { askedPage, page } from '../vault/pages.ts';
import { application } from '../vault/wire.ts';

const text = storableText(255).optional();
const time = z.iso
  .datetime({ offset: true, error: 'A time is written 2026-11-21T10:20:30Z.' })
  .transform(Date.parse)
  .optional();
const status = z.coerce.number().int().min(0).max(599);
/** As many as a database counts. */
const attempt = z.coerce.number().int().min(0).max(2_147_483_647);

/** What is asked for. */
const asked = z.object({
  'service.id': text,
  consumer_id: text,
  entity_type: text,
  event_type: text,
  start_date: time,
  end_date: time,
  success: z.enum(['true', 'false']).optional(),
  status_code: status.optional(),
  status_codes: z.array(status).max(50).optional(),
  execution_attempt: attempt.optional(),
});
const place = z.object({ cursor: rowId.nullable() });

/** What was sent in Apideck's form. What a receiver answered is not kept. */
export const logsApi = (): Hono<ApiEnv> =>
  new Hono<ApiEnv>().get('/logs', application, async (c) => {
    const at = askedPage(c);
    const { cursor } = parseInput(place, at);
    const given = parseInput(asked, filtersOf(c));
    if ((given.entity_type ?? entityType) !== entityType) return page(c, { rows: [], next: null });
    const { rows, next } = await listSent(c.var.ctx, {
      consumer: given.consumer_id,
      component: given['service.id'],
      type: given.event_type,
      from: given.start_date,
      to: given.end_date,
      isDelivered: given.success === undefined ? undefined : given.success === 'true',
      statuses: given.status_codes ?? (given.status_code === undefined ? undefined : [given.status_code]),
      attempts: given.execution_attempt,
      after: cursor,
      limit: at.limit,
    });
    return page(c, { rows: rows.map((row) => logOf(c.var.ctx.workspaceId, row)), next });
  });

/**
 * `filter[a][b]=…` as `a.b`; empty is what some clients send for "none". One that nobody here knows is refused: without it
 * the answer would say something else.
 */
function filtersOf(c: ApiContext): Record<string, string | string[]> {
  const found = Object.entries(c.req.queries()).flatMap(([key, values]) => {
    const name = /^filter\[(.+)\]$/.exec(key)?.[1]?.replaceAll('][', '.');
    const [first = ''] = values;
    return name === undefined || first === '' ? [] : [[name, name === 'status_codes' ? values : first] as const];
  });
  if (found.some(([name]) => !Object.hasOwn(asked.shape, name)))
    throw new AppError('INPUT_INVALID', `A filter is one of: ${Object.keys(asked.shape).join(', ')}.`, {
      field: 'filter',
    });
  return Object.fromEntries(found);
}

const entityType = 'Connection';

const logOf = (workspaceId: string, row: SentRow) => ({
  id: row.id,
  status_code: row.status ?? 0,
  success: row.state === 'delivered',
  application_id: workspaceId,
  consumer_id: row.about?.consumer,
  unified_api: row.about?.unifiedApi ?? 'vault',
  service: { id: row.about?.serviceId ?? 'vault', name: row.about?.name ?? 'Vault' },
  endpoint: row.url,
  event_type: row.type,
  execution_attempt: row.tries.at(-1)?.number ?? 0,
  http_method: 'POST',
  timestamp: isoOf(row.tries.at(-1)?.at ?? 0),
  entity_type: entityType,
  request_body: row.body,
  response_body: '',
  retry_scheduled: row.state === 'due',
  attempts: row.tries.map(attemptOf),
});

const attemptOf = ({ at, number, status: answered, code }: AttemptRow) => ({
  timestamp: isoOf(at),
  execution_attempt: number,
  status_code: answered ?? 0,
  success: code === 'delivered',
});

const isoOf = (at: number): string => new Date(at).toISOString();
