import { beforeAll, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { begun, linesTo } from '#lib/live-imports/testing.ts';
import { batchesLeft } from '#lib/live-imports/queries.ts';
import { claimLiveImport, importBatch } from './commands.ts';
import pg from 'pg';

beforeAll(testDatabase);

const stats = new Map<string, { n: number; ms: number }>();
const original = pg.Client.prototype.query;
(pg.Client.prototype as any).query = function (this: any, ...args: any[]) {
  const text = typeof args[0] === 'string' ? args[0] : args[0]?.text;
  const t = performance.now();
  const done = () => {
    const key = String(text).slice(0, 110).replaceAll(/\s+/g, ' ');
    const s = stats.get(key) ?? { n: 0, ms: 0 };
    s.n += 1; s.ms += performance.now() - t; stats.set(key, s);
  };
  const r = (original as any).apply(this, args);
  if (r?.then) r.then(done, done);
  return r;
};

it('speed', async () => {
  const ctx = await testWorkspace();
  await begun(ctx, linesTo(3000));
  let run = (await claimLiveImport([]))!;
  for await (const lines of batchesLeft(ctx, run)) {
    stats.clear();
    const t = performance.now();
    run = await importBatch(ctx, run, lines);
    const ms = performance.now() - t;
    console.log(run.done, Math.round(ms), [...stats].sort((a, b) => b[1].ms - a[1].ms).slice(0, 4).map(([k, v]) => `${Math.round(v.ms)}ms x${v.n} ${k}`).join('\n   '));
  }
}, 120_000);
