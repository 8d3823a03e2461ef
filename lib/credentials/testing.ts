import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import { read, transact, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import { allowOutbound } from '#lib/testing.ts';
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
  allowOutbound(url.slice('http://'.length));
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

export type RowChange = Partial<typeof credentials.$inferInsert>;

/**
 * The row of a credential as a save leaves it, behind the product's back: left alone it has no version, and so no secret.
 * What is given replaces a part; `beside` goes into the same transaction. Answers its id.
 */
export async function plantRow(
  ctx: WorkspaceCtx,
  change: RowChange = {},
  beside?: (tx: Tx, now: number) => Promise<void>,
): Promise<string> {
  const { id = newId('crd'), component = 'rest' } = change;
  const { name = `Orders ${id.slice(-6)}` } = change;
  const identifier = newIdentifier(component);
  await transact(async (tx, now) => {
    await tx.insert(credentials).values({
      tenantId: ctx.tenantId,
      workspaceId: ctx.workspaceId,
      id,
      identifier,
      name,
      nameKey: nameKey(name),
      component,
      authType: 'bearer',
      environment: 'production',
      settings: {},
      metadata: {},
      audience: [],
      version: 1,
      revision: 1,
      state: 'passed',
      createdAt: now,
      createdBy: ctx.actor.id,
      updatedAt: now,
      ...change,
    });
    await beside?.(tx, now);
  });
  return id;
}

/** All of a tenant, those in the trash too. */
export const rowsOf = (ctx: WorkspaceCtx) =>
  read().select().from(credentials).where(eq(credentials.tenantId, ctx.tenantId));
