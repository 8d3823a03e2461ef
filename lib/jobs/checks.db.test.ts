import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { read } from '#db/client.ts';
import { verifications } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { requestChecks } from '#lib/checks/commands.ts';
import { listStandings } from '#lib/checks/queries.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { allowOutbound } from '#lib/testing.ts';
import { runChecks } from './checks.ts';

/** An app on an address of its own that keeps its callers waiting when it is told to. */
interface SlowApp {
  url: string;
  isHeld: boolean;
  /** Callers that wait now. */
  readonly waiting: ServerResponse[];
  /** The most that were there at once, and all there ever were. */
  readonly seen: { most: number; all: number };
  readonly release: (n?: number) => void;
}

const opened: (() => void)[] = [];

async function startSlowApp(address: string): Promise<SlowApp> {
  const app: SlowApp = {
    url: '',
    isHeld: false,
    waiting: [],
    seen: { most: 0, all: 0 },
    release: (n = Infinity) => {
      for (const response of app.waiting.splice(0, n)) response.end('{}');
    },
  };
  const server = createServer((_request, response) => {
    app.waiting.push(response.setHeader('content-type', 'application/json'));
    app.seen.all += 1;
    app.seen.most = Math.max(app.seen.most, app.waiting.length);
    if (!app.isHeld) app.release();
  });
  await once(server.listen(0, address), 'listening');
  opened.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const place = server.address();
  if (place === null || typeof place === 'string') throw new Error('no port');
  const line = `${address}:${place.port}`;
  allowOutbound(line);
  app.url = `http://${line}`;
  return app;
}

async function owed(ctx: WorkspaceCtx, app: SlowApp, n: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < n; made += 1) {
    const input = {
      component: 'rest',
      authType: 'api_key',
      name: `${app.url} ${made}`,
      environment: 'production',
      settings: { baseUrl: app.url, placement: 'header', headerName: 'X-API-Key', testPath: '/me' },
      secret: { apiKey: 'good-key-0123456789' },
      expiresAt: null,
      acceptUntested: false,
    } as const;
    ids.push((await createCredential(ctx, input)).id);
  }
  return ids;
}

let stop: AbortController;
let running: Promise<void>;
const start = () => void (running = runChecks(stop.signal));

beforeEach(async () => {
  await testDatabase();
  stop = new AbortController();
  running = Promise.resolve();
});
afterEach(async () => {
  stop.abort();
  for (const shut of opened.splice(0)) shut();
  await running;
});

const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

const areMade = (ctx: WorkspaceCtx, ids: readonly string[]) =>
  soon(async () => expect((await listStandings(ctx, ids)).filter((one) => one.isWaiting)).toEqual([]));

const attempts = async (ctx: WorkspaceCtx) =>
  (await read().select().from(verifications).where(eq(verifications.tenantId, ctx.tenantId))).length;

describe('the job of owed checks', () => {
  it('asks a slow host four times at once and lets everybody else pass, each with one attempt', async () => {
    const [big, small] = [await testWorkspace(), await testWorkspace()];
    const [slow, quick] = [await startSlowApp('127.0.0.2'), await startSlowApp('127.0.0.3')];
    const slowIds = await owed(big, slow, 12);
    const quickIds = await owed(big, quick, 6);
    const smallIds = await owed(small, quick, 1);
    const before = slow.seen.all;
    slow.isHeld = true;
    slow.seen.most = 0;
    await requestChecks(big, [...slowIds, ...quickIds]);
    await requestChecks(small, smallIds);
    start();
    await areMade(big, quickIds);
    await areMade(small, smallIds);
    await soon(() => expect(slow.waiting).toHaveLength(4));
    expect(slow.seen.all - before).toBe(4);
    slow.release(1);
    await soon(() => expect(slow.seen.all - before).toBe(5));
    slow.isHeld = false;
    slow.release();
    await areMade(big, slowIds);
    expect(slow.seen).toEqual({ most: 4, all: before + 12 });
    expect(await attempts(big)).toBe(2 * (12 + 6));
  });

  it('has sixteen under way, and the next as soon as one of them has come back', async () => {
    const ctx = await testWorkspace();
    const apps = await Promise.all([2, 3, 4, 5, 6].map((n) => startSlowApp(`127.0.0.${n}`)));
    const ids: string[] = [];
    for (const app of apps) ids.push(...(await owed(ctx, app, 4)));
    const waiting = () => apps.reduce((sum, app) => sum + app.waiting.length, 0);
    const all = () => apps.reduce((sum, app) => sum + app.seen.all, 0);
    const before = all();
    for (const app of apps) app.isHeld = true;
    await requestChecks(ctx, ids);
    start();
    await soon(() => expect(waiting()).toBe(16));
    apps.find((app) => app.waiting.length > 0)?.release(1);
    await soon(() => expect(all() - before).toBe(17));
    expect(waiting()).toBe(16);
    for (const app of apps) {
      app.isHeld = false;
      app.release();
    }
    await areMade(ctx, ids);
    expect(all() - before).toBe(20);
  });

  it('ends when what is under way has come back, and takes nothing new', async () => {
    const ctx = await testWorkspace();
    const app = await startSlowApp('127.0.0.2');
    const ids = await owed(ctx, app, 6);
    app.isHeld = true;
    await requestChecks(ctx, ids);
    start();
    await soon(() => expect(app.waiting).toHaveLength(4));
    stop.abort();
    app.isHeld = false;
    app.release();
    await running;
    expect((await listStandings(ctx, ids)).filter((one) => one.isWaiting)).toHaveLength(2);
  });
});
