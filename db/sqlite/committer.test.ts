import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Committer, type JobOutcome } from './committer.ts';
import { openWriter, type Connection } from './connection.ts';

let folder: string;
let writer: Connection;
let committer: Committer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyhaven-test-'));
  writer = openWriter(join(folder, 'test.db'));
  writer.exec('create table rows (id integer primary key, filling blob)');
  committer = new Committer(writer);
});
afterEach(() => {
  vi.restoreAllMocks();
  writer.close();
  rmSync(folder, { recursive: true });
});

function job(id: number, bytes = 0): Promise<void> {
  return new Promise((resolve, reject) => {
    const run = async (): Promise<JobOutcome> => {
      try {
        writer.prepare('insert into rows values (?, zeroblob(?))').run(id, bytes);
        return { ok: true };
      } catch (error) {
        return { ok: false, error };
      }
    };
    committer.add({ run, succeed: resolve, fail: reject });
  });
}
const rows = () => writer.prepare('select id from rows order by id').pluck().all();
const commits = (calls: readonly unknown[][]) => calls.filter(([text]) => text === 'commit').length;

it('commits many closures at once, at most 64', async () => {
  const exec = vi.spyOn(writer, 'exec');
  await Promise.all(Array.from({ length: 200 }, (_, n) => job(n)));
  expect(rows()).toHaveLength(200);
  expect(commits(exec.mock.calls)).toBeGreaterThanOrEqual(4);
  expect(commits(exec.mock.calls)).toBeLessThan(50);
});

/** Adds a job in every turn of the event loop, ahead of the committer's own, while `isOn`. */
function joining(isOn: (id: number) => boolean, before?: () => void): Promise<void>[] {
  const join = (id: number): void => {
    if (!isOn(id)) return;
    before?.();
    jobs.push(job(id));
    setImmediate(join, id + 1);
  };
  setImmediate(join, 2);
  const jobs = [job(1)];
  return jobs;
}

it('waits for who is here already, as long as somebody joins', async () => {
  // No time passes where the machine pauses: four commits where nobody is waited for.
  vi.spyOn(performance, 'now').mockReturnValue(0);
  const exec = vi.spyOn(writer, 'exec');
  const jobs = joining((id) => id <= 5);
  await vi.waitFor(() => expect(jobs).toHaveLength(5));
  await Promise.all(jobs);
  expect(commits(exec.mock.calls)).toBe(1);
});

it('lets nobody wait for all who come', async () => {
  let isSettled = false;
  const busy = (): void => {
    const until = performance.now() + 3;
    while (performance.now() < until);
  };
  const jobs = joining(() => !isSettled, busy);
  await jobs[0];
  isSettled = true;
  expect(jobs.length).toBeLessThan(10);
  await committer.drain();
});

it('settles nobody before the COMMIT', async () => {
  const order: string[] = [];
  vi.spyOn(writer, 'exec').mockImplementation((text) => {
    order.push(text);
    return writer.prepare(text).run() && writer;
  });
  await Promise.all([1, 2].map((id) => job(id).then(() => order.push('settled'))));
  const release = ['savepoint closure', 'release closure'];
  expect(order).toEqual(['begin immediate', ...release, ...release, 'commit', 'settled', 'settled']);
});

it('keeps nothing half done when the disk is full, and works again when there is room', async () => {
  await job(1);
  const pages = Number(writer.pragma('page_count', { simple: true }));
  writer.pragma(`max_page_count = ${pages + 3}`);
  const outcomes = await Promise.allSettled([job(2), job(3, 100_000), job(4)]);
  const stored = outcomes.flatMap(({ status }, n) => (status === 'fulfilled' ? [n + 2] : []));
  expect(outcomes[1]?.status).toBe('rejected');
  expect(rows()).toEqual([1, ...stored]);
  writer.pragma('max_page_count = 100000');
  await job(5, 100_000);
  expect(rows()).toEqual([1, ...stored, 5]);
});
