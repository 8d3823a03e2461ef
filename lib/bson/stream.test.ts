import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { containerInput, inChunks, installation, sampleItem } from './fixtures.ts';
import { inspect, openItems } from './read.ts';
import { writeContainer } from './write.ts';

const count = 10_000;
const mebibyte = 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What is alive, garbage apart. */
function liveBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** About 2 KB an item, made when it is asked for; every 1,000 items the memory in use is looked at. */
function source() {
  const before = liveBytes();
  const state = { made: 0, bytes: 0, growthBytes: 0 };
  async function* items() {
    for (let n = 1; n <= count; n += 1) {
      state.made = n;
      if (n % 1_000 === 0) state.growthBytes = Math.max(state.growthBytes, liveBytes() - before);
      yield { ...sampleItem(n), metadata: { note: String(n).padEnd(1_600, '.') } };
    }
  }
  async function* file() {
    for await (const document of writeContainer({ ...containerInput([]), count, items: items() })) {
      state.bytes += document.length;
      yield document;
    }
  }
  return { state, file };
}

/** How often the event loop came round while something ran. */
async function turnsDuring(run: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let next = setImmediate(function turn() {
    turns += 1;
    next = setImmediate(turn);
  });
  await run();
  clearImmediate(next);
  return turns;
}

describe('20 MB with 10,000 items', () => {
  it('are inspected in constant memory, and other work goes on meanwhile', async () => {
    const { state, file } = source();
    const turns = await turnsDuring(async () => {
      expect(await inspect(file())).toMatchObject({ count, bytes: state.bytes });
    });
    expect(state.bytes).toBeGreaterThan(20_000_000);
    expect(state.growthBytes).toBeLessThan(12 * mebibyte);
    expect(turns).toBeGreaterThan(count / 100);
  });

  it('are opened one by one as they come', async () => {
    const { state, file } = source();
    let ahead = 0;
    for await (const { i } of openItems(file(), installation)) ahead = Math.max(ahead, state.made - i);
    expect(state.made).toBe(count);
    expect(ahead).toBeLessThanOrEqual(1);
    expect(state.growthBytes).toBeLessThan(12 * mebibyte);
  });
});

describe('a list of 9,000 plain credentials in one document', () => {
  it('lets other work go on meanwhile', async () => {
    const credentials = Array.from({ length: 9_000 }, (_, n) => ({
      name: `Main ${n}`,
      component: 'slack',
      token: 'a',
    }));
    const file = serialize({ credentials });
    const turns = await turnsDuring(async () => {
      expect(await inspect(inChunks(file))).toMatchObject({ kind: 'plain', count: 9_000 });
    });
    expect(turns).toBeGreaterThan(9_000 / 200);
  });
});
