import { AsyncLocalStorage } from 'node:async_hooks';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { int, str, table } from './columns.ts';
import { assertSettings, openReader, openWriter } from './connection.ts';
import { openSqlite } from './engine.ts';
import { readClient, Statements } from './statements.ts';

const notes = table('notes', { id: str('id').primaryKey(), parent: str('parent'), n: int('n') });
const makeNotes = `create table notes (id text primary key, n integer,
  parent text references notes (id) deferrable initially deferred)`;

let folder: string;
let path: string;
let engine: Engine;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyhaven-test-'));
  path = join(folder, 'data', 'keyhaven.db');
  engine = openSqlite(path);
  await engine.migrations.apply(() => [{ tag: '1', hash: '', version: '', statements: [makeNotes] }]);
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** The test's table in the types both engines share. */
const shared = notes as unknown as Parameters<Parameters<Parameters<Engine['transact']>[0]>[0]['insert']>[0];
const insert = (id: string, fields: object = {}) =>
  engine.transact((tx) => tx.insert(shared).values({ id, ...fields }));
const ids = async () => (await engine.read().select().from(shared)).map((row) => String(row['id'])).sort();

describe('settings', () => {
  it('are what durability needs, on every connection, also of a file that was there', () => {
    for (const open of [openWriter, openReader, openWriter]) {
      const connection = open(path);
      const pragma = (name: string): unknown => connection.pragma(name, { simple: true });
      expect(pragma('journal_mode')).toBe('wal');
      expect(['synchronous', 'foreign_keys', 'secure_delete', 'trusted_schema'].map(pragma)).toEqual([2, 1, 1, 0]);
      connection.close();
    }
  });

  it.each(['synchronous = NORMAL', 'foreign_keys = OFF', 'trusted_schema = ON', 'secure_delete = OFF'])(
    'refuse to run with %s',
    (drift) => {
      const connection = openWriter(path);
      connection.pragma(drift);
      expect(() => assertSettings(connection)).toThrow(drift.slice(0, drift.indexOf(' ')));
      connection.close();
    },
  );

  it('are restored after migrations, which work without foreign keys', async () => {
    await engine.ping();
  });

  it('have a SQLite whose write-ahead log cannot be reset under a reader', () => {
    const version = new Database(':memory:').prepare('select sqlite_version()').pluck().get();
    const [, minor = 0, patch = 0] = String(version).split('.').map(Number);
    expect(minor * 100 + patch).toBeGreaterThanOrEqual(5103);
  });
});

describe('files', () => {
  const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

  it('are for our user alone', async () => {
    await insert('a');
    expect([path, `${path}-wal`, `${path}-shm`].map(mode)).toEqual(['600', '600', '600']);
    expect(mode(join(folder, 'data'))).toBe('700');
  });

  it('do not change the mode of a directory that has other things in it', () => {
    const others = join(folder, 'others');
    mkdirSync(others);
    chmodSync(others, 0o755);
    writeFileSync(join(others, 'letter.txt'), '');
    expect(() => openSqlite(join(others, 'keyhaven.db'))).toThrow('chmod 700');
    expect(mode(others)).toBe('755');
  });
});

describe('the committer', () => {
  it('rolls back a closure that waits for something outside, and lets nothing of it into the next', async () => {
    const outside = Promise.withResolvers<void>();
    const late = Promise.withResolvers<unknown>();
    const waited = engine.transact(async (tx) => {
      await tx.insert(shared).values({ id: 'waits-1' });
      await outside.promise;
      await tx.insert(shared).values({ id: 'waits-2' }).then(late.resolve, late.reject);
    });
    const next = insert('next');
    await expect(waited).rejects.toThrow('not a statement of its transaction');
    await next;
    outside.resolve();
    await expect(late.promise).rejects.toThrow('after its transaction had ended');
    expect(await ids()).toEqual(['next']);
  });

  it('tells everybody in the group when the COMMIT fails, and goes on', async () => {
    const orphan = insert('orphan', { parent: 'nobody' });
    const sibling = insert('sibling');
    await expect(orphan).rejects.toThrow('FOREIGN KEY');
    await expect(sibling).rejects.toThrow('FOREIGN KEY');
    expect(await ids()).toEqual([]);
    await insert('after');
    expect(await ids()).toEqual(['after']);
  });

  it('waits for another program without blocking, and then commits', async () => {
    const other = openWriter(path);
    other.exec('begin immediate');
    const waiting = insert('waiting');
    let turns = 0;
    while (turns < 50) turns += await new Promise<number>((resolve) => setImmediate(() => resolve(1)));
    expect(await ids()).toEqual([]);
    other.exec('rollback');
    other.close();
    await waiting;
    expect(await ids()).toEqual(['waiting']);
  });

  it('runs a closure in the context of its caller', async () => {
    const request = new AsyncLocalStorage<string>();
    const seen = await Promise.all(
      ['a', 'b', 'c'].map((id) => request.run(id, () => engine.transact(async () => request.getStore()))),
    );
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('shows nobody what is not committed, also while a transaction fails', async () => {
    const seen: string[][] = [];
    const look = async () => seen.push(await ids());
    const outside = engine.read();
    await expect(
      engine.transact(async (tx) => {
        await tx.insert(shared).values({ id: 'half' });
        seen.push((await outside.select().from(shared)).map((row) => String(row['id'])));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await look();
    await insert('whole');
    await look();
    expect(seen).toEqual([[], [], ['whole']]);
  });

  it('lets others read while another program has the database', async () => {
    await insert('before');
    const other = openWriter(path);
    other.exec('begin exclusive');
    const waiting = insert('after');
    expect(await ids()).toEqual(['before']);
    other.exec('commit');
    other.close();
    await waiting;
    expect(await ids()).toEqual(['after', 'before']);
  });

  it('lets nobody who reads begin a transaction of the writer', async () => {
    const [reader, writer] = [openReader(path), openWriter(path)];
    readClient(new Statements(reader), new Statements(writer)).prepare('begin').run();
    expect([reader.inTransaction, writer.inTransaction]).toEqual([true, false]);
    reader.close();
    writer.close();
  });

  it('shows what another program has committed', async () => {
    const other = openSqlite(path);
    expect(await ids()).toEqual([]);
    await other.transact((tx) => tx.insert(shared).values({ id: 'theirs' }));
    expect(await ids()).toEqual(['theirs']);
    await other.close();
  });

  it('finishes what is queued before it closes', async () => {
    const writes = Array.from({ length: 200 }, (_, n) => insert(`queued-${n}`));
    await engine.close();
    await Promise.all(writes);
    engine = openSqlite(path);
    expect(await ids()).toHaveLength(200);
  });
});
