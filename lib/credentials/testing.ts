import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { CreateInput } from './schema.ts';

/** An app on this machine that accepts one key, reached through an ordinary line of the operator's allow-list. */
export interface TestApp {
  readonly url: string;
  readonly goodKey: string;
  /** Every Authorization or key header it was sent. */
  readonly seen: string[];
  readonly close: () => Promise<void>;
}

export async function startTestApp(goodKey = 'good-key-0123456789'): Promise<TestApp> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const key = String(request.headers['x-api-key'] ?? '');
    seen.push(key);
    response.writeHead(key === goodKey ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(key === goodKey ? { ok: true } : { error: 'no' }));
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  const lines = [process.env['OUTBOUND_ALLOW'], url.slice('http://'.length)].filter(Boolean);
  process.env['OUTBOUND_ALLOW'] = lines.join(',');
  return { url, goodKey, seen, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** A credential that passes at the test app; what is given replaces a part. */
export const restInput = (app: TestApp, change: Partial<CreateInput> = {}): CreateInput => ({
  component: 'rest',
  authType: 'api_key',
  name: 'Orders API',
  environment: 'production',
  settings: { baseUrl: app.url, placement: 'header', headerName: 'X-API-Key', testPath: '/me' },
  secret: { apiKey: app.goodKey },
  expiresAt: null,
  acceptUntested: false,
  ...change,
});

/** All of a tenant, those in the trash too. */
export const rowsOf = (ctx: WorkspaceCtx) =>
  read().select().from(credentials).where(eq(credentials.tenantId, ctx.tenantId));
