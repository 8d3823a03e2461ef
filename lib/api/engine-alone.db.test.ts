import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { read } from '#db/client.ts';
import { migrationState } from '#db/migrate.ts';
import { audit } from '#db/schema/audit.ts';
import { emptyDatabase, testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, connect, startProvider } from '#lib/grants/testing.ts';
import { environmentWith } from '#lib/testing.ts';
import { startEngine, testKey } from './testing.ts';

let provider: OauthServer;
let folder: string;

beforeAll(async () => {
  provider = await startProvider();
  folder = clone();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await provider.stop();
});

const program = (): string => join(folder, 'scripts/engine.mjs');

/** Another place of the same code, whose packages are installed: what is started there never installs them here. */
function clone(): string {
  const place = mkdtempSync(join(tmpdir(), 'keyhaven-clone-'));
  for (const name of ['scripts', 'node_modules']) mkdirSync(join(place, name));
  for (const file of ['scripts/engine.mjs', 'scripts/bootstrap.mjs', 'package.json', 'package-lock.json'])
    copyFileSync(file, join(place, file));
  for (const name of ['lib', 'db', 'engine.ts', 'scripts/engine.ts', 'node_modules/.bin'])
    symlinkSync(resolve(name), join(place, name));
  writeFileSync(join(place, 'node_modules/.package-lock.json'), '{}');
  return place;
}

it('joins a database that another program made, answers from it, and ends when it is told to', async () => {
  await testDatabase();
  const ctx = await testWorkspace();
  const key = await testKey(ctx, ['secrets']);
  await addApp(ctx, provider);
  const grant = await provider.newGrant();
  const id = await connect(ctx, provider, grant);
  const { child, port, ended, said } = await startEngine(program());
  try {
    expect(said).toContain('the engine alone');
    const health = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
    const answer = await fetch(`http://127.0.0.1:${port}/v1/credentials/${id}/token`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
    });
    expect([answer.status, await answer.json()]).toMatchObject([200, { accessToken: grant.accessToken }]);
  } finally {
    child.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
  const issued = await read()
    .select({ targetId: audit.targetId })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, 'credential.token_issued')));
  expect(issued).toEqual([{ targetId: id }]);
}, 60_000);

it('is refused in one line where no dashboard has made a database, and makes none', async () => {
  await emptyDatabase();
  const { status, stdout, stderr } = spawnSync(process.execPath, [program()], {
    env: environmentWith({ API_PORT: '0' }),
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('Start a dashboard on it once')]);
  expect(await migrationState()).toBe('empty');
}, 60_000);
