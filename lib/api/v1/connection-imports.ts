import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { startLiveImport, stopLiveImport } from '#lib/live-imports/commands.ts';
import { getLiveImport, listLiveImports, listLiveRows } from '#lib/live-imports/queries.ts';
import {
  liveImportsPageSize,
  liveRowsPageMax,
  liveRowsPageSize,
  liveStates,
  outcomes,
  type LiveImportDto,
} from '#lib/live-imports/schema.ts';
import { lineBytesMax, linesMax } from '#lib/live-lines/schema.ts';
import { cursorText, rowId } from '#lib/names.ts';
import { single, type ApiContext, type ApiEnv } from '../request.ts';
import { arrivingIn } from './arriving.ts';
import { at, atOrNull, creates, instant, json, needs, pageOf, router } from './wire.ts';

const count = z.int().min(0);

const liveImport = z
  .object({
    id: z.string(),
    fileName: z.string(),
    fileBytes: count,
    sha256: z.string(),
    state: z.enum(liveStates),
    because: z
      .string()
      .nullable()
      .openapi({ description: 'Why it stopped or failed; null when somebody asked for it.' }),
    total: count.openapi({ description: 'Lines of the file.' }),
    done: count.openapi({ description: 'Lines that are done with, blank ones too.' }),
    created: count,
    updated: count,
    unchanged: count,
    refused: count,
    warned: count.openapi({ description: 'Lines that were taken, with something to know about them.' }),
    startedBy: z.string(),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .openapi('ConnectionImport');
type LiveImportJson = z.output<typeof liveImport>;

const row = z
  .object({
    line: count,
    outcome: z.enum(outcomes),
    consumer: z.string(),
    connection: z.string().openapi({ example: 'crm+salesforce' }),
    credentialId: z.string().nullable(),
    code: z.string().nullable(),
    message: z.string().nullable().openapi({ description: 'Of a refusal, or what there is to know. Never a value.' }),
  })
  .openapi('ConnectionImportRow');

const jsonOf = ({ counts, createdAt, endedAt, isWaiting: _isWaiting, ...same }: LiveImportDto): LiveImportJson => ({
  id: same.id,
  fileName: same.fileName,
  fileBytes: same.fileBytes,
  sha256: same.sha256,
  state: same.state,
  because: same.because,
  total: same.total,
  done: same.done,
  created: counts.created,
  updated: counts.updated,
  unchanged: counts.unchanged,
  refused: counts.refused,
  warned: same.warned,
  startedBy: same.startedBy,
  createdAt: at(createdAt),
  endedAt: atOrNull(endedAt),
});

const params = z.object({ id: rowId });
const tags = ['Connections'];
const path = '/connection-imports';

const start = createRoute({
  method: 'post',
  path,
  operationId: 'startConnectionImport',
  tags,
  summary: 'Import live connections, one JSON object a line',
  description: `Each line: \`consumer_id\`, \`unified_api\`, \`service_id\`, \`credentials\` or \`settings\`, \`metadata\`. Up to ${linesMax.toLocaleString('en-GB')} lines of ${lineBytesMax / 1_024} KB. What is refused is told line by line; the rest goes on. A file sent again changes nothing.`,
  ...creates(
    'connection.import',
    'TOO_LARGE',
    'IMP-100',
    'IMP-103',
    'IMP-304',
    'MEDIA_TYPE_REFUSED',
    'TOO_MANY_ATTEMPTS',
  ),
  request: {
    body: { required: true, content: { 'application/x-ndjson': { schema: z.string() } } },
    headers: z.object({
      'repr-digest': z
        .string()
        .optional()
        .openapi({ description: '`sha-256=:…:`; then the file has to arrive as that.' }),
      'x-file-name': z.string().max(3_000).optional().openapi({ description: 'Percent-encoded.' }),
      'x-file-sha256': z.string().optional().openapi({ description: 'The same digest, hexadecimal.' }),
    }),
  },
  responses: { 202: { ...json(liveImport, 'It goes on by itself.'), headers: z.object({ location: z.string() }) } },
});

const list = createRoute({
  method: 'get',
  path,
  operationId: 'listConnectionImports',
  tags,
  summary: 'Imports of connections, newest first',
  ...needs('connection.import'),
  request: {
    query: z.object({
      after: cursorText.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(liveImportsPageSize),
    }),
  },
  responses: { 200: json(pageOf(liveImport), 'A page of them.') },
});

const get = createRoute({
  method: 'get',
  path: `${path}/{id}`,
  operationId: 'getConnectionImport',
  tags,
  summary: 'How far an import is',
  ...needs('connection.import', 'NOT_FOUND'),
  request: { params },
  responses: { 200: json(liveImport, 'As it is now.') },
});

const rows = createRoute({
  method: 'get',
  path: `${path}/{id}/rows`,
  operationId: 'listConnectionImportRows',
  tags,
  summary: 'What became of each line, in their order',
  ...needs('connection.import', 'NOT_FOUND'),
  request: {
    params,
    query: z.object({
      outcome: z.enum(outcomes).optional(),
      after: z.coerce.number().int().min(0).max(linesMax).default(0),
      limit: z.coerce.number().int().min(1).max(liveRowsPageMax).default(liveRowsPageSize),
    }),
  },
  responses: { 200: json(pageOf(row), 'A page of them. Kept for 30 days.') },
});

const stop = createRoute({
  method: 'post',
  path: `${path}/{id}/stop`,
  operationId: 'stopConnectionImport',
  tags,
  summary: 'End an import; what is imported stays',
  ...needs('connection.import', 'NOT_FOUND'),
  request: { params },
  responses: { 200: json(liveImport, 'As it ended.') },
});

export function connectionImportsApi(): OpenAPIHono<ApiEnv> {
  const api = router();
  api.openapi(start, async (c) => {
    const begun = await startLiveImport(c.var.ctx, sentIn(c));
    c.header('location', `/v1${path}/${begun.id}`);
    return c.json(jsonOf(begun), 202);
  });
  api.openapi(list, async (c) => {
    const { after = null, limit } = c.req.valid('query');
    const page = await listLiveImports(c.var.ctx, { after, limit });
    return c.json({ data: page.rows.map(jsonOf), next: page.next }, 200);
  });
  api.openapi(get, async (c) => c.json(jsonOf(await getLiveImport(c.var.ctx, c.req.valid('param').id)), 200));
  api.openapi(rows, async (c) => {
    const { outcome = 'all', after, limit } = c.req.valid('query');
    const page = await listLiveRows(c.var.ctx, c.req.valid('param').id, { outcome, after, limit });
    const data = page.rows.map(({ connectionKey, ...one }) => ({ ...one, connection: connectionKey }));
    return c.json({ data, next: page.next === null ? null : String(page.next) }, 200);
  });
  api.openapi(stop, async (c) => c.json(jsonOf(await stopLiveImport(c.var.ctx, c.req.valid('param').id)), 200));
  return api;
}

const types = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];

function sentIn(c: ApiContext) {
  const { fileName, sha256, ...arriving } = arrivingIn(c, types);
  return {
    ...arriving,
    fileName: fileName ?? 'connections.jsonl',
    sha256: sha256 ?? single(c, 'x-file-sha256'),
  };
}
