import { createHash } from 'node:crypto';
import { runLiveImports } from '#lib/jobs/live-imports.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { startLiveImport } from './commands.ts';
import { getLiveImport } from './queries.ts';
import type { LiveImportDto } from './schema.ts';

/** Line `i` of a file of many: a consumer each, with tokens that live for years. */
export const lineOf = (i: number, more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    consumer_id: `consumer-${i}`,
    unified_api: 'crm',
    service_id: 'hubspot',
    credentials: {
      access_token: `access-of-${i}`,
      refresh_token: `refresh-of-${i}`,
      issued_at: '2099-01-01T00:00:00Z',
      expires_in: 3_600,
    },
    ...more,
  });

/** The same with a key. */
export const keyLineOf = (i: number, key = `sk_test_key_of_${i}`): string =>
  lineOf(i, { unified_api: 'ecommerce', service_id: 'stripe', credentials: null, settings: { api_key: key } });

export const linesTo = (many: number, line: (i: number) => string = keyLineOf): string =>
  Array.from({ length: many }, (_, at) => `${line(at + 1)}\n`).join('');

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 10_000) yield bytes.subarray(at, at + 10_000);
}

/** A file that has arrived, as its sender said it would. */
export async function begun(
  ctx: WorkspaceCtx,
  content: string | Buffer,
  fileName = 'live.jsonl',
): Promise<LiveImportDto> {
  const bytes = Buffer.from(content);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return startLiveImport(ctx, { fileName, bytes: bytes.byteLength, sha256, body: inPieces(bytes) });
}

/** Does what the engine program does, until nothing is due. */
export const runDue = (): Promise<number> => runLiveImports(new AbortController().signal);

/** The whole way of a file. */
export async function imported(ctx: WorkspaceCtx, content: string | Buffer): Promise<LiveImportDto> {
  const { id } = await begun(ctx, content);
  await runDue();
  return getLiveImport(ctx, id);
}
