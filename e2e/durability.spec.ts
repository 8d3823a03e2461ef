import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { post, resultOf } from './doors.ts';
import { password, type Place } from './people.ts';
import {
  answers,
  isAlive,
  newFolder,
  newSettings,
  removeFolder,
  startProduct,
  until,
  type Product,
  type Settings,
} from './programs.ts';
import { tryPassword } from './sign-in.ts';
import { expect, test } from './test.ts';

/** A product of one's own, that may be killed: set up by its one-time link, and signed in to. */
interface Own {
  readonly product: Product;
  readonly settings: Settings;
  readonly place: Place;
  readonly cookie: string;
}

let folder: string;
let own: Own;

test.describe.configure({ timeout: 180_000 });
test.beforeEach(async () => {
  folder = newFolder();
  const settings = await newSettings(folder);
  const product = await startProduct(settings);
  own = { product, settings, ...(await setUp(product)) };
});
test.afterEach(async () => {
  await own.product.stop();
  removeFolder(folder);
});

async function setUp(product: Product): Promise<Pick<Own, 'place' | 'cookie'>> {
  const token = /setup\?token=(\S+)/.exec(product.said())?.[1];
  const owner = { name: 'Mara Okafor', email: 'mara@example.com', password };
  const input = { token, owner, tenant: { name: 'Northwind', workspaceName: 'Operations' } };
  const made = resultOf<Place>(await post('setUp', [input], null, product.origin));
  if (!made.ok) throw new Error(made.message);
  const { cookie } = await tryPassword(owner.email, password, { origin: product.origin });
  if (cookie === null) throw new Error('Not signed in.');
  return { place: made.value, cookie };
}

/** A write that is acknowledged when this settles. */
async function write(name: string): Promise<void> {
  const { product, place, cookie } = own;
  const result = resultOf(
    await post('createWorkspace', [place, { name, environment: 'staging' }], cookie, product.origin),
  );
  if (!result.ok) throw new Error(result.message);
}

const open = () => new Database(join(own.settings.DATA_DIR, 'keyhaven.db'), { readonly: true });

function column(sql: string): unknown[] {
  const db = open();
  try {
    return db.prepare(sql).pluck().all();
  } finally {
    db.close();
  }
}

test('what was acknowledged is there after every kill -9, whole and with its audit row', async () => {
  const acknowledged: string[] = [];
  const writers = 4;
  for (let round = 0; round < 3; round += 1) {
    const stop = new AbortController();
    const writing = Array.from({ length: writers }, async (_, writer) => {
      for (let n = 0; !stop.signal.aborted; n += 1) {
        const name = `Round ${round}, writer ${writer}, number ${n}`;
        await write(name).then(
          () => acknowledged.push(name),
          () => stop.abort(),
        );
      }
    });
    const enough = acknowledged.length + 20 * writers;
    await until('enough is written', () => acknowledged.length >= enough || stop.signal.aborted);
    const pid = own.product.pidOf('next');
    if (pid === null) throw new Error('No program of the dashboard.');
    process.kill(pid, 'SIGKILL');
    await Promise.all(writing);
    await until('it is gone', () => !isAlive(pid));
    const kept = new Set(column('select name from workspaces'));
    expect(acknowledged.filter((name) => !kept.has(name))).toEqual([]);
    await until('it answers again', () => answers(own.product.origin, '/sign-in'));
    expect(column('pragma integrity_check')).toEqual(['ok']);
    expect(column('pragma foreign_key_check')).toEqual([]);
  }
  const audited = column("select target_label from audit where action = 'workspace.created' order by 1");
  expect(audited).toEqual(column("select name from workspaces where name like 'Round%' order by 1"));
  expect(acknowledged.length).toBeGreaterThan(100);
});

const isTraceable = spawnSync('strace', ['-V']).status === 0;

test('every acknowledged write has reached the disk', async () => {
  test.skip(!isTraceable, 'needs strace');
  const pid = own.product.pidOf('next');
  const trace = spawn('strace', ['-f', '-c', '-e', 'trace=fsync,fdatasync', '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  trace.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
  await until('strace watches', () => /attached/.test(said) || trace.exitCode !== null);
  test.skip(trace.exitCode !== null, 'strace may not watch a running program here');
  const writes = 40;
  for (let n = 0; n < writes; n += 1) await write(`Write ${n}`);
  trace.kill('SIGINT');
  await once(trace, 'close');
  const calls = [...said.matchAll(/^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+(?:fsync|fdatasync)$/gm)];
  expect(calls.reduce((sum, [, n]) => sum + Number(n), 0)).toBeGreaterThanOrEqual(writes);
});
