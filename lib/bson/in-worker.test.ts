import { serialize } from 'bson';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { encodeDocument } from './encode.ts';
import { collect, containerDocuments, inChunks, installation, refusalOf, sampleItem, sampleItems } from './fixtures.ts';
import { document, element } from './hostile/bytes.ts';
import { createFileReading, inWorker as productReading, readingLimits } from './in-worker.ts';
import * as here from './read.ts';
import type { ReadyUnlock } from './worker-messages.ts';

const strangeKeys = ['__proto__', 'constructor', 'toJSON', 'then', '_bsontype', '$ref', 'hasOwnProperty'];
const strange = Object.fromEntries(strangeKeys.map((key) => [key, `value of ${key}`]));
const items = [...sampleItems(400), { ...sampleItem(401), metadata: strange, settings: strange, secret: strange }];
const plainFile = encodeDocument({ name: 'Slack', component: 'slack', token: 'a', metadata: strange, link: 'x' });

const inWorker = productReading('ten_a');

let file = Buffer.alloc(0);
let unlock: ReadyUnlock = { kind: 'plain' };

beforeAll(async () => {
  file = Buffer.concat(await containerDocuments(items));
  unlock = { kind: 'fileKey', fileKey: await here.openFileKey(inChunks(file), installation) };
});

/** What an own property is called, `__proto__` too, which `toEqual` does not see. */
const keysOf = ({ item }: here.OpenedItem) => [item.settings, item.metadata, item.secret].map(Object.keys);

describe('in the thread', () => {
  it('a container is what it is here, buffers and keys of any name included', async () => {
    expect(await inWorker.inspect(inChunks(file))).toEqual(await here.inspect(inChunks(file)));
    const opened = await collect(inWorker.openItems(inChunks(file, 10_000), unlock));
    expect(opened).toEqual(await collect(here.openItems(inChunks(file), unlock)));
    expect(opened.slice(-1).map(keysOf)).toEqual([[strangeKeys, strangeKeys, strangeKeys]]);
    const origin = { tenantName: 'Acme', workspaceName: 'Production' };
    expect(await inWorker.openOrigin(inChunks(file), unlock)).toEqual(origin);
  });

  it('a plain file is what it is here', async () => {
    expect(await inWorker.inspect(inChunks(plainFile))).toEqual(await here.inspect(inChunks(plainFile)));
    const opened = await collect(inWorker.openItems(inChunks(plainFile), { kind: 'plain' }));
    expect(opened).toEqual(await collect(here.openItems(inChunks(plainFile), { kind: 'plain' })));
    expect(opened).toMatchObject([{ ignored: ['link'] }]);
    expect(Object.keys(opened[0]?.item.metadata ?? {})).toEqual(strangeKeys);
    expect(await inWorker.openOrigin(inChunks(plainFile), { kind: 'plain' })).toBeNull();
  });

  it.each<[string, (bytes: Buffer) => Uint8Array]>([
    ['cut', (bytes) => bytes.subarray(0, -100)],
    ['of another kind', () => serialize({ resourceType: 'component' })],
    ['no BSON', () => Buffer.from('{"name":"Slack"}')],
    ['with a byte turned', (bytes) => Buffer.from(bytes).fill(1, 5_000, 5_001)],
    ['without a field', () => serialize({ name: 'Slack', token: 'a' })],
  ])('a file %s is refused with the same code, words and details', async (_, spoilt) => {
    const told = await refusalOf(() => inWorker.inspect(inChunks(spoilt(file))));
    const { code, message, detail } = await refusalOf(() => here.inspect(inChunks(spoilt(file))));
    expect(told).toMatchObject({ name: 'AppError', code, message, detail });
  });

  it('another key does not open it, and the item is named', async () => {
    const wrong: ReadyUnlock = { kind: 'fileKey', fileKey: Buffer.alloc(32) };
    const error = await refusalOf(() => collect(inWorker.openItems(inChunks(file), wrong)));
    expect([error.code, error.detail]).toEqual(['IMP-207', { item: 0 }]);
  });

  it('the key that was handed over stays what it was', async () => {
    await collect(inWorker.openItems(inChunks(file), unlock));
    expect(unlock).toEqual({ kind: 'fileKey', fileKey: await here.openFileKey(inChunks(file), installation) });
  });

  it('what goes wrong at the source is told as it is, and the source is closed', async () => {
    let closed = 0;
    async function* source(error?: Error) {
      try {
        yield file.subarray(0, 1_000);
        if (error) throw error;
        yield file.subarray(1_000);
      } finally {
        closed += 1;
      }
    }
    const gone = new AppError('IMP-301', 'Gone.');
    expect(await refusalOf(() => inWorker.inspect(source(gone)))).toBe(gone);
    for await (const { i } of inWorker.openItems(source(), unlock)) {
      expect(i).toBe(1);
      break;
    }
    expect(closed).toBe(2);
  });

  it('bytes are asked for as they are needed, not ahead of what is taken', async () => {
    let given = 0;
    let ahead = 0;
    async function* source() {
      for await (const chunk of inChunks(file, 10_000)) {
        given += 1;
        yield chunk;
      }
    }
    const chunkOf = (i: number) => Math.ceil(((i + 1) / items.length) * Math.ceil(file.length / 10_000));
    for await (const { i } of inWorker.openItems(source(), unlock)) ahead = Math.max(ahead, given - chunkOf(i));
    expect(given).toBeGreaterThan(10);
    expect(ahead).toBeLessThan(4);
  });
});

/** 1 MiB that becomes 100,000 objects, and passes for a credential with a field nobody knows. */
const heavy = (() => {
  const lists = Array.from({ length: 10_000 }, (_, n) => element(0x04, String(n), document()));
  const fields = Array.from({ length: 9 }, (_, n) => element(0x04, `f${n}`, document(...lists)));
  const bytes = Buffer.from(plainFile);
  return document(bytes.subarray(4, -1), element(0x03, 'more', document(...fields)));
})();

describe('a thread', () => {
  it('that runs out of memory ends alone: the file is refused, the next one is read', async () => {
    const reading = createFileReading({ ...readingLimits, heapMebibytes: 16 })('ten_a');
    expect(await inWorker.inspect(inChunks(heavy))).toMatchObject({ count: 1 });
    expect((await refusalOf(() => reading.inspect(inChunks(heavy)))).code).toBe('IMP-111');
    expect(await reading.inspect(inChunks(file))).toMatchObject({ count: items.length });
    expect((await refusalOf(() => reading.inspect(inChunks(heavy)))).code).toBe('IMP-111');
  });

  it('that takes too long is ended', async () => {
    const reading = createFileReading({ ...readingLimits, deadlineMs: 1 })('ten_a');
    const error = await refusalOf(() => reading.inspect(inChunks(heavy)));
    expect([error.code, error.message]).toEqual([
      'IMP-111',
      'The file takes more memory or time than reading a file may take.',
    ]);
  });

  it('is waited for by a few, in order; the others are told', async () => {
    const reading = createFileReading({ ...readingLimits, threadsMax: 1, waitingMax: 2 })('ten_a');
    const order: number[] = [];
    const read = async (n: number) => {
      await reading.inspect(inChunks(file));
      order.push(n);
    };
    const done = await Promise.allSettled([1, 2, 3, 4].map(read));
    expect(order).toEqual([1, 2, 3]);
    expect(done[3]).toMatchObject({ status: 'rejected', reason: { code: 'BUSY' } });
    expect(await reading.inspect(inChunks(file))).toMatchObject({ count: items.length });
  });

  it('goes to whoever has none first: one tenant with many files keeps no other waiting, nor out', async () => {
    const readingOf = createFileReading({ ...readingLimits, threadsMax: 1, waitingMax: 4, ownWaitingMax: 2 });
    const order: string[] = [];
    const read = async (tenant: string) => {
      await readingOf(tenant).inspect(inChunks(file));
      order.push(tenant);
    };
    const done = await Promise.allSettled(['ten_a', 'ten_a', 'ten_a', 'ten_a', 'ten_b'].map(read));
    expect(done.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(order).toEqual(['ten_a', 'ten_b', 'ten_a', 'ten_a']);
  });
});
