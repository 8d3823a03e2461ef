import { createDecipheriv, createHash, createPublicKey, hkdfSync, scryptSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { collect, containerDocuments, inChunks, passphrase, sampleFlow, sampleItems } from './fixtures.ts';
import { inspect, openFlows, openItems, openOrigin } from './read.ts';

/*
 * A reader of its own, made from docs/format.md with node:crypto and js-bson: it shares nothing with the engine, so the
 * page and the engine cannot drift apart unseen. The stored file holds later writers and readers to format version 1.
 */

const bytes = z.instanceof(Buffer);
const headerOf = z.object({
  exportId: z.string(),
  count: z.number(),
  signer: z.object({ publicKey: bytes }),
  sealing: z.object({ n: z.number(), r: z.number(), p: z.number(), salt: bytes, wrapped: bytes }),
});
const frameOf = z.object({ i: z.number(), last: z.boolean(), box: bytes });
const footerOf = z.object({ count: z.number(), sha256: bytes, signature: bytes });

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest();
const u32be = (value: number) =>
  Buffer.from([value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 0xff));
const LP = (...parts: readonly (string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part)).flatMap((part) => [u32be(part.length), part]));

function openBox(key: Buffer, additional: Buffer, box: Buffer): Buffer {
  const headEnd = 6 + box.readUInt8(5);
  const head = box.subarray(0, headEnd);
  const bound = LP(head, additional);
  const okm = Buffer.from(hkdfSync('sha256', key, '', LP('keyhaven box 1', sha256(bound)), 64));
  expect(head.subarray(0, 5)).toEqual(Buffer.from('KHV\u0001\u0001'));
  expect(box.subarray(headEnd, headEnd + 32)).toEqual(okm.subarray(32));
  const decipher = createDecipheriv('aes-256-gcm', okm.subarray(0, 32), box.subarray(headEnd + 32, headEnd + 44));
  decipher.setAAD(bound);
  decipher.setAuthTag(box.subarray(-16));
  return Buffer.concat([decipher.update(box.subarray(headEnd + 44, -16)), decipher.final()]);
}

function split(file: Buffer): Buffer[] {
  const documents: Buffer[] = [];
  for (let at = 0; at < file.length; at += file.readInt32LE(at)) {
    documents.push(file.subarray(at, at + file.readInt32LE(at)));
  }
  return documents;
}

const read = (document: Buffer): unknown => deserialize(document, { promoteBuffers: true });

function strangersReading(file: Buffer): unknown[] {
  const [headerBytes = Buffer.alloc(0), ...rest] = split(file);
  const header = headerOf.parse(read(headerBytes));
  const { n, r, p, salt, wrapped } = header.sealing;
  const stretched = scryptSync(passphrase.normalize('NFC'), salt, 32, { N: n, r, p, maxmem: 2 ** 28 });
  const fileKey = openBox(stretched, LP('keyhaven file key 1', header.exportId), wrapped);

  const plain = rest.slice(0, -1).map((document, i) => {
    const { box } = frameOf.parse(read(document));
    const last = i === header.count;
    return read(openBox(fileKey, Buffer.concat([sha256(headerBytes), u32be(i), Buffer.from([last ? 1 : 0])]), box));
  });

  const footer = footerOf.parse(read(rest.at(-1) ?? Buffer.alloc(0)));
  const body = sha256(Buffer.concat([headerBytes, ...rest.slice(0, -1)]));
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), header.signer.publicKey]);
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  expect([footer.count, footer.sha256]).toEqual([header.count, body]);
  expect(verify(null, LP('keyhaven container 1', body, u32be(header.count)), publicKey, footer.signature)).toBe(true);
  return plain;
}

const origin = { tenantName: 'Acme', workspaceName: 'Production' };
const stored = (name = 'format-v1.bson') => readFileSync(join(import.meta.dirname, name));
const storedFlow = () => stored('format-v1-flow.bson');
const flows = [sampleFlow(1), sampleFlow(2)];

describe('docs/format.md', () => {
  it('is enough to read what is written now', async () => {
    const items = sampleItems(3);
    const file = Buffer.concat(await containerDocuments(items, { sealing: { kind: 'passphrase', passphrase } }));
    expect(strangersReading(file)).toEqual([origin, ...items]);
  });

  it('is enough to read the flows that are written now', async () => {
    const sealing = { kind: 'passphrase', passphrase } as const;
    const file = Buffer.concat(await containerDocuments(flows, { resourceType: 'flow', sealing }));
    expect(strangersReading(file)).toEqual([origin, ...flows]);
  });

  it('is enough to read the stored files', () => {
    expect(strangersReading(stored())).toEqual([origin, ...sampleItems(2)]);
    expect(strangersReading(storedFlow())).toEqual([origin, ...flows]);
  });
});

describe('format version 1', () => {
  it('stays readable', async () => {
    const unlock = { kind: 'passphrase', passphrase } as const;
    expect(await inspect(inChunks(stored()))).toMatchObject({ kind: 'keyhaven', count: 2, sealing: 'passphrase' });
    expect(await openOrigin(inChunks(stored()), unlock)).toEqual(origin);
    const opened = await collect(openItems(inChunks(stored()), unlock));
    expect(opened.map(({ item }) => item)).toEqual(sampleItems(2));
  });

  it('stays readable for flows', async () => {
    const unlock = { kind: 'passphrase', passphrase } as const;
    expect(await inspect(inChunks(storedFlow()), 2, 'flow')).toMatchObject({ resourceType: 'flow', count: 2 });
    const opened = await collect(openFlows(inChunks(storedFlow()), unlock));
    expect(opened.map(({ item }) => item)).toEqual(flows);
  });
});
