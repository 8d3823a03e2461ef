import { eq, isNotNull } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { checkCredential, claimDueCheck, dropDueCheck, requestChecks, type DueCheck } from './commands.ts';
import { listStandings, newTurn } from './queries.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

/** Credentials that owe a check, as an import leaves them; each waits a millisecond less than the one before. */
async function owed(ctx: WorkspaceCtx, audiences: readonly (readonly string[])[], since = 1_000): Promise<string[]> {
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
  const rows = audiences.map((audience, n) => {
    const id = newId('crd');
    const words = { identifier: id, name: id, nameKey: id, component: 'rest', environment: 'production' };
    const facts = {
      authType: 'api_key',
      settings: {},
      metadata: {},
      version: 1,
      revision: 1,
      state: 'unverified',
    } as const;
    const times = { verifyDueAt: since + n, createdAt: 0, createdBy: 'usr_test', updatedAt: 0 };
    return { ...place, id, ...words, ...facts, ...times, audience: [...audience] };
  });
  await transact(async (tx) => {
    await tx.insert(credentials).values(rows);
  });
  return rows.map((row) => row.id);
}

const at = (host: string) => [`https://${host}.example.com:443`];
const many = (n: number, audience: readonly string[]) => Array.from({ length: n }, () => audience);

async function claimAll(turn = newTurn()): Promise<DueCheck[]> {
  const claimed: DueCheck[] = [];
  for (let due = await claimDueCheck(turn); due; due = await claimDueCheck(turn)) claimed.push(due);
  return claimed;
}

const idsOf = (claimed: readonly DueCheck[]) => claimed.map((due) => due.id).toSorted();

/** Nothing is owed any more, by anybody. */
const forgive = () =>
  transact(async (tx) => {
    await tx.update(credentials).set({ verifyDueAt: null }).where(isNotNull(credentials.verifyDueAt));
  });

describe('a claim', () => {
  beforeEach(forgive);

  it('gives each check once, however many programs ask at the same time', async () => {
    const ctx = await testWorkspace();
    const ids = await owed(
      ctx,
      Array.from({ length: 30 }, (_, n) => at(`h${n}`)),
    );
    const claimed = await Promise.all([1, 2, 3].map(() => claimAll()));
    expect(idsOf(claimed.flat())).toEqual(ids.toSorted());
    expect(await claimDueCheck(newTurn())).toBeNull();
  });

  it('gives four of one host at once, to all programs together, whatever the port, the scheme and the tenant', async () => {
    const [one, other] = [await testWorkspace(), await testWorkspace()];
    await owed(one, [...many(4, ['https://busy.example.com:443']), ...many(4, ['https://BUSY.example.com:8443'])]);
    await owed(other, many(4, ['postgres://busy.example.com:5432', 'https://calm.example.com:443']));
    const [free = ''] = await owed(other, [at('elsewhere')]);
    const claimed = (await Promise.all([1, 2, 3].map(() => claimAll()))).flat();
    expect(claimed).toHaveLength(5);
    expect(idsOf(claimed)).toContain(free);
    const [first] = claimed.filter((due) => due.id !== free);
    if (first) await dropDueCheck(first);
    expect(await claimAll()).toHaveLength(1);
  });

  it('passes by what waits for a full host, and comes back to it', async () => {
    const ctx = await testWorkspace();
    const slow = await owed(ctx, many(40, at('slow')));
    const quick = await owed(ctx, [at('a'), at('z'), at('a'), at('z')], 50_000);
    const turn = newTurn();
    const claimed = await claimAll(turn);
    expect(idsOf(claimed)).toEqual([...slow.slice(0, 4), ...quick].toSorted());
    const [held] = claimed.filter((due) => slow.includes(due.id));
    if (held) await dropDueCheck(held);
    expect((await claimDueCheck(turn))?.id).toBe(slow[4]);
  });

  it('goes from tenant to tenant: a hundred owed checks of one are not before the only one of another', async () => {
    const [big, small] = [await testWorkspace(), await testWorkspace()];
    await owed(
      big,
      Array.from({ length: 100 }, (_, n) => at(`h${n}`)),
    );
    const turn = newTurn();
    await claimDueCheck(turn);
    const [only] = await owed(small, [at('h7')], 900_000);
    const next = [await claimDueCheck(turn), await claimDueCheck(turn)].map((due) => due?.id);
    expect(next).toContain(only);
  });

  it('goes from destination to destination of a tenant, longest waiting first at each', async () => {
    const ctx = await testWorkspace();
    const [late] = await owed(ctx, [at('b')], 90_000);
    const ids = await owed(ctx, [...many(3, at('a')), ...many(1, at('b')), ...many(2, at('c'))]);
    const [a1, a2, a3, b1, c1, c2] = ids;
    expect((await claimAll()).map((due) => due.id)).toEqual([a1, b1, c1, a2, late, c2, a3]);
  });

  it('is of no host where the credential names none', async () => {
    const ctx = await testWorkspace();
    await owed(ctx, many(6, []));
    expect(await claimAll()).toHaveLength(6);
  });

  it('knows destinations that are longer than an index has room for', async () => {
    const ctx = await testWorkspace();
    const long = `https://${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example.com`;
    await owed(ctx, [[`${long}:1`, `${long}:2`], [`${long}:1`, `${long}:3`], [Buffer.alloc(9_000, 'ü').toString()]]);
    expect(await claimAll()).toHaveLength(3);
  });

  it('that nobody kept is made again when its lease has run out, and then the first is worth nothing', async () => {
    const ctx = await testWorkspace();
    const [id = ''] = await owed(ctx, [at('h')]);
    const first = await claimDueCheck(newTurn());
    expect(await claimDueCheck(newTurn())).toBeNull();
    await transact(async (tx, now) => {
      await tx
        .update(credentials)
        .set({ verifyDueAt: now - 1 })
        .where(eq(credentials.id, id));
    });
    const second = await claimDueCheck(newTurn());
    expect(second?.id).toBe(id);
    if (first) await dropDueCheck(first);
    expect((await listStandings(ctx, [id]))[0]?.isWaiting).toBe(true);
    if (second) await dropDueCheck(second);
    expect((await listStandings(ctx, [id]))[0]?.isWaiting).toBe(false);
  });
});

describe('owed checks', () => {
  it('are waited for until they are made', async () => {
    const ctx = await testWorkspace();
    const ids: string[] = [];
    for (const name of ['A', 'B', 'C', 'D']) ids.push((await createCredential(ctx, restInput(app, { name }))).id);
    expect(await requestChecks(ctx, ids)).toBe(4);
    expect((await listStandings(ctx, ids)).every((one) => one.isWaiting)).toBe(true);
    expect(idsOf(await claimAll())).toEqual(ids.toSorted());
    expect((await listStandings(ctx, ids)).every((one) => one.isWaiting)).toBe(true);
    for (const id of ids) await checkCredential(ctx, id);
    expect((await listStandings(ctx, ids)).every((one) => !one.isWaiting && one.state === 'passed')).toBe(true);
  });

  it('tell a state only of the version they were made with', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    const running = checkCredential(ctx, id);
    await transact(async (tx) => {
      await tx.update(credentials).set({ version: 7, state: 'unverified' }).where(eq(credentials.id, id));
    });
    await running.catch(() => undefined);
    expect((await listStandings(ctx, [id]))[0]?.state).toBe('unverified');
  });

  it('are all asked for or none', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    await expect(requestChecks(ctx, [id, 'crd_none'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listStandings(ctx, [id]))[0]?.isWaiting).toBe(false);
  });
});
