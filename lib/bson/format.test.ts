import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  scryptSync,
  verify,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { privateKeyFrom } from '#lib/vault/x25519.ts';
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
  sealing: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('passphrase'),
      n: z.number(),
      r: z.number(),
      p: z.number(),
      salt: bytes,
      wrapped: bytes,
    }),
    z.object({ kind: z.literal('recipient'), recipient: z.string(), ephemeral: bytes, wrapped: bytes }),
  ]),
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

/** The receiving key of `format-v1-recipient.bson`, as docs/format.md gives it. */
const received = {
  private: Buffer.from('497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d', 'hex'),
  public: Buffer.from('430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c', 'hex'),
};

function agree(privateKey: Buffer, publicKey: Buffer): Buffer {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), privateKey]);
  const spki = Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), publicKey]);
  return diffieHellman({
    privateKey: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }),
    publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }),
  });
}

/** HPKE, RFC 9180, single message of base mode, written from the RFC once more. */
function openHpke(info: Buffer, ephemeral: Buffer, sealed: Buffer): Buffer {
  const ascii = (text: string) => Buffer.from(text, 'latin1');
  const extract = (suite: string, salt: Buffer, label: string, ikm: Buffer) =>
    createHmac('sha256', salt)
      .update(Buffer.concat([ascii(`HPKE-v1${suite}${label}`), ikm]))
      .digest();
  const expand = (suite: string, prk: Buffer, label: string, about: Buffer, length: number) =>
    createHmac('sha256', prk)
      .update(Buffer.concat([Buffer.from([0, length]), ascii(`HPKE-v1${suite}${label}`), about, Buffer.from([1])]))
      .digest()
      .subarray(0, length);
  const none = Buffer.alloc(0);
  const kem = 'KEM\x00\x20';
  const suite = 'HPKE\x00\x20\x00\x01\x00\x02';
  const prk = extract(kem, none, 'eae_prk', agree(received.private, ephemeral));
  const shared = expand(kem, prk, 'shared_secret', Buffer.concat([ephemeral, received.public]), 32);
  const hashes = [extract(suite, none, 'psk_id_hash', none), extract(suite, none, 'info_hash', info)];
  const context = Buffer.concat([Buffer.from([0]), ...hashes]);
  const secret = extract(suite, shared, 'secret', none);
  const nonce = expand(suite, secret, 'base_nonce', context, 12);
  const decipher = createDecipheriv('aes-256-gcm', expand(suite, secret, 'key', context, 32), nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

function fileKeyOf({ exportId, sealing }: z.infer<typeof headerOf>): Buffer {
  const bound = LP('keyhaven file key 1', exportId);
  if (sealing.kind === 'recipient') return openHpke(bound, sealing.ephemeral, sealing.wrapped);
  const { n, r, p, salt, wrapped } = sealing;
  return openBox(scryptSync(passphrase.normalize('NFC'), salt, 32, { N: n, r, p, maxmem: 2 ** 28 }), bound, wrapped);
}

function strangersReading(file: Buffer): unknown[] {
  const [headerBytes = Buffer.alloc(0), ...rest] = split(file);
  const header = headerOf.parse(read(headerBytes));
  const fileKey = fileKeyOf(header);

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
const storedRecipient = () => stored('format-v1-recipient.bson');
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

  it('is enough to read what is sealed to a recipient', async () => {
    const items = sampleItems(3);
    const sealing = { kind: 'recipient', publicKey: received.public } as const;
    const file = Buffer.concat(await containerDocuments(items, { sealing }));
    expect(strangersReading(file)).toEqual([origin, ...items]);
  });

  it('is enough to read the stored files', () => {
    expect(strangersReading(storedRecipient())).toEqual([origin, ...sampleItems(2)]);
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

  it('stays readable where it is sealed to a recipient', async () => {
    const privateKeyOf = async () => privateKeyFrom(received.private);
    const opened = await collect(openItems(inChunks(storedRecipient()), { kind: 'recipient', privateKeyOf }));
    expect(opened.map(({ item }) => item)).toEqual(sampleItems(2));
  });

  it('stays readable for flows', async () => {
    const unlock = { kind: 'passphrase', passphrase } as const;
    expect(await inspect(inChunks(storedFlow()), 2, 'flow')).toMatchObject({ resourceType: 'flow', count: 2 });
    const opened = await collect(openFlows(inChunks(storedFlow()), unlock));
    expect(opened.map(({ item }) => item)).toEqual(flows);
  });
});
