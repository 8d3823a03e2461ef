import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { dayMs } from '#lib/clock.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { listCredentials } from '#lib/credentials/queries.ts';
import type { ShownState } from '#lib/credentials/schema.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { testFlow } from '#lib/steps/testing.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { getBoard } from './queries.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

const set = (id: string, change: object) =>
  transact(async (tx) => {
    await tx.update(credentials).set(change).where(eq(credentials.id, id));
  });

const make = async (ctx: WorkspaceCtx, name: string, change: object = {}) => {
  const { id } = await createCredential(ctx, restInput(app, { name }));
  if (Object.keys(change).length > 0) await set(id, change);
  return id;
};

const cardOf = async (ctx: WorkspaceCtx, component: string) =>
  (await getBoard(ctx, {})).inUse.find((card) => card.component === component);

describe('the board', () => {
  it('counts up and down, and shows the worst state among the credentials of an app', async () => {
    const ctx = await testWorkspace();
    expect((await getBoard(ctx, {})).inUse).toEqual([]);
    const id = await make(ctx, 'One');
    expect(await cardOf(ctx, 'rest')).toMatchObject({ count: 1, worst: 'passed', worstCount: 1 });
    await make(ctx, 'Two', { state: 'failed' });
    await make(ctx, 'Three', { expiresAt: Date.now() + 3 * dayMs });
    expect(await cardOf(ctx, 'rest')).toMatchObject({ count: 3, worst: 'failed', worstCount: 1 });
    const { health } = await getBoard(ctx, {});
    expect(health).toMatchObject({ total: 3, tallies: { passed: 1, failed: 1, expiring: 1 } });
    expect(health.expiries).toMatchObject([{ name: 'Three' }]);
    expect(health.days.at(-1)).toMatchObject({ works: 3, fails: 0 });
    await deleteCredentials(ctx, [id]);
    expect(await cardOf(ctx, 'rest')).toMatchObject({ count: 2 });
  });

  it('finds apps by their name and by the names of their credentials', async () => {
    const ctx = await testWorkspace();
    await make(ctx, 'Straßenbahn');
    const names = async (q: string) => {
      const { inUse, others } = await getBoard(ctx, { q });
      return [...inUse, ...others].map((card) => card.component);
    };
    expect(await names('STRASSE')).toEqual(['rest']);
    expect(await names('postgres')).toEqual(['postgres']);
    expect(await names('nothing like it')).toEqual([]);
  });

  it('narrows by state, environment and auth type', async () => {
    const ctx = await testWorkspace();
    await make(ctx, 'One', { environment: 'staging' });
    await make(ctx, 'Two', { state: 'failed' });
    const count = async (filter: object) => (await getBoard(ctx, filter)).inUse[0]?.count ?? 0;
    expect(await count({ environment: ['staging'] })).toBe(1);
    expect(await count({ state: ['failed'] })).toBe(1);
    expect(await count({ state: ['failed'], environment: ['staging'] })).toBe(0);
    expect(await count({ authType: ['api_key'] })).toBe(2);
    expect((await listCredentials(ctx, 'rest', { state: ['failed'] })).rows.map((row) => row.name)).toEqual(['Two']);
  });

  it('shows what has lost its access behind what failed, and before what ends soon', async () => {
    const ctx = await testWorkspace();
    await make(ctx, 'One', { expiresAt: Date.now() + 3 * dayMs });
    await make(ctx, 'Two', { state: 'reconnect', expiresAt: Date.now() - dayMs });
    expect(await cardOf(ctx, 'rest')).toMatchObject({ count: 2, worst: 'reconnect', worstCount: 1 });
    expect((await getBoard(ctx, {})).health.tallies).toMatchObject({ reconnect: 1, expiring: 1 });
    const listed = async (state: ShownState) =>
      (await listCredentials(ctx, 'rest', { state: [state] })).rows.map((row) => row.name);
    expect(await listed('reconnect')).toEqual(['Two']);
    expect(await listed('expiring')).toEqual(['One']);
    await make(ctx, 'Three', { state: 'failed' });
    expect(await cardOf(ctx, 'rest')).toMatchObject({ worst: 'failed' });
  });

  it('keeps the place of an app that has left the catalogue, and of a row in no known state', async () => {
    const ctx = await testWorkspace();
    await make(ctx, 'Orphan', { component: 'gone-app' });
    await make(ctx, 'Odd', { state: 'no-such-state' });
    expect(await cardOf(ctx, 'gone-app')).toMatchObject({ broken: 'CAT-102', count: 1, worst: 'unreadable' });
    expect(await cardOf(ctx, 'rest')).toMatchObject({ count: 1, worst: 'unreadable' });
  });

  it('lists a workspace page by page, each row once', async () => {
    const ctx = await testWorkspace();
    const first = await make(ctx, 'Row 000');
    await transact(async (tx) => {
      const [row] = await tx.select().from(credentials).where(eq(credentials.id, first));
      if (!row) throw new Error('no row');
      for (let n = 1; n < 120; n += 1) {
        const name = `Row ${String(n).padStart(3, '0')}`;
        await tx
          .insert(credentials)
          .values({ ...row, id: `${first}-${n}`, identifier: `i-${n}`, name, nameKey: name.toLowerCase() });
      }
    });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await listCredentials(ctx, 'rest', { after });
      expect(page.total).toBe(120);
      seen.push(...page.rows.map((row) => row.name));
      after = page.next;
    } while (after);
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
    expect(seen).toEqual(seen.toSorted());
  });
});

it('names the apps that flows wait for, most wanted first, until one has a credential', async () => {
  const ctx = await testWorkspace();
  const open = (component: string) => ({ component, credentialId: null });
  await testFlow(ctx, 'One', [open('slack'), open('slack'), open('rest')]);
  await testFlow(ctx, 'Two', [open('rest')]);
  const waiting = async () => (await getBoard(ctx, {})).waiting.map((card) => [card.component, card.waiting]);
  expect(await waiting()).toEqual([
    ['rest', 2],
    ['slack', 1],
  ]);
  await make(ctx, 'Orders');
  expect(await waiting()).toEqual([['slack', 1]]);
  expect((await getBoard(ctx, {})).others.map((card) => card.component)).not.toContain('slack');
  expect((await getBoard(await testWorkspace(), {})).waiting).toEqual([]);
});
