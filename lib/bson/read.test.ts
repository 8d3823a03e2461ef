import { createHash } from 'node:crypto';
import { Binary, ObjectId, serialize } from 'bson';
import { beforeAll, describe, expect, it } from 'vitest';
import { fingerprint } from '#lib/vault/signing.ts';
import { bestOfThreeMs } from '#lib/testing.ts';
import {
  collect,
  containerDocuments,
  containerInput,
  inChunks,
  passphrase,
  plainFile,
  refusalOf,
  sampleFlow,
  sampleItems,
  signer,
} from './fixtures.ts';
import { inspect, openItems } from './read.ts';
import { writeContainer } from './write.ts';

const items = sampleItems(3);
let file = Buffer.alloc(0);

beforeAll(async () => {
  file = Buffer.concat(await containerDocuments(items));
});

/** A header as the writer makes it, with fields changed. */
const header = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  resourceType: 'credential',
  format: 'keyhaven',
  formatVersion: 1,
  minReaderVersion: 1,
  platformVersion: '0.1.0',
  exportId: 'exp_1',
  exportedAt: new Date(0),
  count: 1,
  signer: { publicKey: new Binary(signer.publicKey) },
  sealing: { kind: 'installation', installationId: 'ins_1', wrapped: new Binary(Buffer.alloc(32)) },
  ...changes,
});

describe('inspect', () => {
  it.each([1, 7, 65_536])('tells what a container is, in chunks of %d bytes, without any key', async (size) => {
    const found = await inspect(inChunks(file, size));
    expect(found).toMatchObject({
      kind: 'keyhaven',
      resourceType: 'credential',
      count: 3,
      sealing: 'installation',
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
      header: { exportId: 'exp_1', platformVersion: '0.1.0', exportedAt: new Date(1_790_000_000_000), count: 3 },
      signer: { publicKey: signer.publicKey, fingerprint: fingerprint(signer.publicKey) },
    });
  });

  it('shows no name of tenant, workspace or credential in the bytes', () => {
    for (const text of ['Acme', 'Production', 'Slack', 'slack.com', 'not-a-real-token']) {
      expect(file.includes(text)).toBe(false);
    }
  });

  it('closes its source when it refuses', async () => {
    let isClosed = false;
    async function* source() {
      try {
        yield Buffer.from('not bson at all');
        yield Buffer.from('never asked for');
      } finally {
        isClosed = true;
      }
    }
    expect((await refusalOf(() => inspect(source()))).code).toBe('IMP-101');
    expect(isClosed).toBe(true);
  });

  const bytes = (text: string | readonly number[]) => Buffer.from(text);
  it.each([
    ['an empty file', 'IMP-100', bytes('')],
    ['one byte', 'IMP-101', bytes('{')],
    ['JSON', 'IMP-101', bytes('{"type":"credential"}')],
    ['text', 'IMP-101', bytes('name,secret\nslack,abc\n')],
    ['ZIP', 'IMP-101', bytes([0x50, 0x4b, 0x03, 0x04, 0x14, 0, 0, 0])],
    ['PNG', 'IMP-101', bytes([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['zeros', 'IMP-101', Buffer.alloc(100)],
    ['a length below zero', 'IMP-101', bytes([0xff, 0xff, 0xff, 0xff, 0x02])],
  ])('refuses %s with %s', async (_, code, content) => {
    expect((await refusalOf(() => inspect(inChunks(content)))).code).toBe(code);
  });

  it('refuses a document above 1 MiB, whatever it holds', async () => {
    const large = plainFile({ type: 'credential', name: 'a'.repeat(2 ** 20) });
    expect((await refusalOf(() => inspect(large))).code).toBe('IMP-103');
  });

  it('refuses a file above 64 MiB where it passes the limit', async () => {
    const document = serialize({ name: 'a', component: 'b', api_key: 'c', filler: 'd'.repeat(2 ** 20 - 200) });
    let given = 0;
    async function* endless() {
      for (; ; given += 1) yield document;
    }
    expect((await refusalOf(() => inspect(endless()))).code).toBe('IMP-103');
    expect(given).toBeLessThanOrEqual(65);
  });

  it('refuses a document of a million levels in no time', async () => {
    const levels = 1_000_000;
    const deep = Buffer.alloc(5 + levels * 8);
    for (let level = 0; level <= levels; level += 1) {
      deep.writeInt32LE(deep.length - level * 8, level * 7);
      if (level < levels) deep.set([0x03, 0x61, 0x00], level * 7 + 4);
    }
    const ms = await bestOfThreeMs(async () => {
      expect((await refusalOf(() => inspect(inChunks(deep)))).code).toBe('IMP-103');
    });
    expect(ms).toBeLessThan(50);
  });
});

describe('another resource type', () => {
  const sentence = 'Importing resource type is flow. Cannot import.';
  it.each<[string, () => AsyncIterable<Uint8Array>]>([
    ['type', () => plainFile({ type: 'flow', steps: [] })],
    ['resourceType', () => plainFile({ name: 'x', resourceType: 'flow' })],
    ['resourceType beside another type', () => plainFile({ type: 'credential', resourceType: 'flow' })],
    ['types no credential may have', () => plainFile({ _id: new ObjectId(), at: /x/, type: 'flow' })],
    ['more than 1 MiB', () => plainFile({ type: 'flow', steps: 'a'.repeat(2 ** 21) })],
    ['a second document', () => plainFile({ name: 'a', component: 'b', token: 'c' }, { type: 'flow' })],
    ['a list', () => plainFile({ credentials: [{ type: 'flow', name: 'a' }] })],
    ['a newer container', () => plainFile(header({ resourceType: 'flow', minReaderVersion: 99 }))],
    ['our container', () => writeContainer(containerInput([sampleFlow(1)], { resourceType: 'flow' }))],
  ])('is named: %s', async (_, source) => {
    const error = await refusalOf(() => inspect(source()));
    expect(error.code).toBe('IMP-201');
    expect(error.message).toBe(sentence);
    expect(error.detail).toEqual({ resourceType: 'flow' });
  });

  it('is clipped and cannot forge the line it stands in', async () => {
    const error = await refusalOf(() => inspect(plainFile({ type: `a\n\u202eb${'c'.repeat(500)}` })));
    expect(error.message).toMatch(/^Importing resource type is a��bc+…\. Cannot import\.$/u);
    expect(error.message.length).toBeLessThan(90);
  });
});

describe('header', () => {
  it('that needs a newer reader is refused with both versions', async () => {
    const error = await refusalOf(() => inspect(plainFile(header({ minReaderVersion: 99, formatVersion: 99 }))));
    expect(error.code).toBe('IMP-202');
    expect(error.message).toContain('99');
    expect(error.message).toContain('version 2');
    expect(error.detail).toEqual({ minReaderVersion: 99, readerVersion: 2 });
  });

  it('that needs a newer reader is refused so even if it holds what this reader does not know', async () => {
    const error = await refusalOf(() => inspect(plainFile(header({ minReaderVersion: 3, id: new ObjectId() }))));
    expect(error.code).toBe('IMP-202');
  });

  const scrypt = (changes: Record<string, unknown>) => ({
    sealing: {
      kind: 'passphrase',
      kdf: 'scrypt',
      n: 2 ** 17,
      r: 8,
      p: 1,
      salt: new Binary(Buffer.alloc(16)),
      wrapped: new Binary(Buffer.alloc(100)),
      ...changes,
    },
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['no item', 'IMP-209', { count: 0 }],
    ['a count below zero', 'IMP-203', { count: -1 }],
    ['a count beyond what is read', 'IMP-203', { count: 100_001 }],
    ['a fraction of an item', 'IMP-203', { count: 1.5 }],
    ['no sealing that is known', 'IMP-203', { sealing: { kind: 'none' } }],
    ['a field of its own', 'IMP-203', { comment: 'x' }],
    ['a short public key', 'IMP-203', { signer: { publicKey: new Binary(Buffer.alloc(31)) } }],
    ['a version that is text', 'IMP-203', { formatVersion: '1' }],
    ['an N that is no power of two', 'IMP-203', scrypt({ n: 100_000 })],
    ['N = 2^19', 'IMP-206', scrypt({ n: 2 ** 19 })],
    ['N = 2^40', 'IMP-206', scrypt({ n: 2 ** 40 })],
    ['r = 1024', 'IMP-206', scrypt({ r: 1_024 })],
    ['p = 1,000,000', 'IMP-206', scrypt({ p: 1_000_000 })],
  ])('with %s is refused with %s before any work', async (_, code, changes) => {
    const unlock = { kind: 'passphrase', passphrase } as const;
    const ms = await bestOfThreeMs(async () => {
      expect((await refusalOf(() => inspect(plainFile(header(changes))))).code).toBe(code);
      expect((await refusalOf(() => collect(openItems(plainFile(header(changes)), unlock)))).code).toBe(code);
    });
    expect(ms).toBeLessThan(50);
  });

  it('of a newer format that older readers may read is read without its news', async () => {
    const error = await refusalOf(() => inspect(plainFile(header({ formatVersion: 2, news: true }))));
    expect(error.code).toBe('IMP-102');
    expect(error.message).toBe('The file ends before item 0 of 1.');
  });
});
