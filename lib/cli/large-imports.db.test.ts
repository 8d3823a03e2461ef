import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { startListener, testKey } from '#lib/api/testing.ts';
import { fileOf, importedLarge, manyth, runDue } from '#lib/bulk-imports/testing.ts';
import { listCredentials } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { listOpenPlans } from '#lib/import-plans/queries.ts';
import { claimRun, setFailed } from '#lib/import-runs/commands.ts';
import { withJob } from '#lib/testing.ts';
import { startTerminal } from './testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
const terminal = startTerminal();
const { keyhaven, folder } = terminal;

beforeAll(async () => {
  await testDatabase();
  listener = await startListener();
});
afterAll(async () => {
  await listener.stop();
  terminal.close();
});

const asKeyOf = async (ctx: WorkspaceCtx) => ({
  env: { KEYHAVEN_URL: listener.origin, KEYHAVEN_KEY: await testKey(ctx) },
});

const many = 501;
const items = Array.from({ length: many }, (_, at) => manyth(at + 1));

const storedIn = async (ctx: WorkspaceCtx) => (await listCredentials(ctx, 'rest', {})).total;

describe('a file of more than 500 items', () => {
  it('leaves by one key, is looked at by another, and comes in with --yes alone', async () => {
    const [from, to] = [await testWorkspace(), await testWorkspace()];
    await importedLarge(from, await fileOf(from, items));
    const phrase = { stdin: 'a quiet harbour at dusk\n' };
    const exporting = ['credentials', 'export', 'all.bson', '--all', '--reason', 'a move', '--passphrase-stdin'];
    expect(await keyhaven(exporting, { ...(await asKeyOf(from)), ...phrase })).toMatchObject({ exit: 0 });

    const given = { ...(await asKeyOf(to)), ...phrase };
    const importing = ['credentials', 'import', 'all.bson', '--passphrase-stdin', '--accept-signer'];
    const looked = await withJob(runDue, keyhaven(importing, given));
    expect(looked.out).toContain(`${many} items: ${many} new, 0 in conflict, 0 refused\nNothing was stored`);
    expect(looked.exit).toBe(0);
    expect([await storedIn(to), await listOpenPlans(to)]).toEqual([0, []]);

    const done = await withJob(runDue, keyhaven([...importing, '--yes'], given));
    expect(done).toMatchObject({ exit: 0, out: `${many} created, 0 overridden, 0 skipped, 0 refused\n` });
    expect(done.err).toContain(`${many} items: ${many} new`);
    expect(await keyhaven(['credentials', 'list'], given)).toMatchObject({ exit: 0, err: `${many} credentials\n` });
  }, 120_000);

  it('needs its signer confirmed, does with conflicts what was said, and ends with 1 when an item was refused', async () => {
    const [from, to] = [await testWorkspace(), await testWorkspace()];
    const stray = { ...manyth(1), component: 'nowhere' };
    writeFileSync(join(folder, 'stray.bson'), await fileOf(from, [stray, ...items.slice(1)]));
    await importedLarge(to, await fileOf(to, items.slice(0, 100)));
    const given = await asKeyOf(to);
    const importing = ['--json', 'credentials', 'import', 'stray.bson', '--no-sealed'];

    const looked = await withJob(runDue, keyhaven(importing, given));
    expect(JSON.parse(looked.out)).toMatchObject({
      kind: 'large',
      file: { signer: { standing: 'unknown' } },
      counts: { new: 401, conflict: 99, refused: 1 },
    });
    expect(looked).toMatchObject({ exit: 0, err: '' });
    const unconfirmed = await withJob(runDue, keyhaven([...importing, '--yes'], given));
    expect(unconfirmed.exit).toBe(5);
    expect(JSON.parse(unconfirmed.err)).toMatchObject({ error: { code: 'IMP-211' } });
    expect([await storedIn(to), await listOpenPlans(to)]).toEqual([100, []]);

    const done = await withJob(runDue, keyhaven([...importing, '--yes', '--accept-signer'], given));
    expect(done.exit).toBe(1);
    expect(JSON.parse(done.out)).toMatchObject({
      state: 'applied',
      counts: { created: 401, overridden: 0, skipped: 99, refused: 1 },
    });
    expect(await storedIn(to)).toBe(501);
  }, 120_000);

  it('that cannot be read says why, with the code of the server', async () => {
    const ctx = await testWorkspace();
    writeFileSync(join(folder, 'damaged.bson'), await fileOf(ctx, items));
    const ending = keyhaven(['credentials', 'import', 'damaged.bson', '--no-sealed', '--yes'], await asKeyOf(ctx));
    const run = await vi.waitUntil(() => claimRun([]), { timeout: 20_000 });
    await setFailed(run, { code: 'IMP-207', message: 'An item does not open.' });
    expect(await ending).toMatchObject({ exit: 5, out: '', err: expect.stringContaining('does not open. (IMP-207)') });
    expect([await storedIn(ctx), await listOpenPlans(ctx)]).toEqual([0, []]);
  }, 40_000);
});
