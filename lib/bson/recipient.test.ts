import { deserialize, serialize } from 'bson';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSealedTo, sealTo } from '#lib/vault/hpke.ts';
import { fingerprint, sign } from '#lib/vault/signing.ts';
import { lowOrderPoints } from '#lib/vault/testing.ts';
import { newReceivingKey } from '#lib/vault/x25519.ts';
import { fileKeyBinding, sha256, signedBytes } from './container.ts';
import {
  collect,
  containerDocuments,
  inChunks,
  installation,
  passphrase,
  receiver,
  receiving,
  refusalOf,
  sampleItem,
  sampleItems,
  signer,
} from './fixtures.ts';
import { inWorker } from './in-worker.ts';
import { inspect, openFileKey, openItems, openOrigin } from './read.ts';
import type { Unlock } from './unlock.ts';

const sealing = { kind: 'recipient', publicKey: receiver.publicKey } as const;
const print = fingerprint(receiver.publicKey);

let documents: Buffer[] = [];
let file = Buffer.alloc(0);
beforeAll(async () => {
  documents = await containerDocuments(sampleItems(3), { sealing });
  file = Buffer.concat(documents);
});

const headerOf = (bytes: Uint8Array = documents[0] ?? Buffer.alloc(0)) =>
  deserialize(bytes, { promoteBuffers: true, promoteLongs: false });

/** The file with another `sealing` or header, its frames and footer made to fit by whoever has the signer's key. */
function resealed(change: Record<string, unknown>, header: Record<string, unknown> = {}): Buffer {
  const was = headerOf();
  const first = Buffer.from(serialize({ ...was, ...header, sealing: { ...was['sealing'], ...change } }));
  const parts = [first, ...documents.slice(1, -1)];
  const hash = sha256(Buffer.concat(parts));
  const signature = sign(signer.privateKey, signedBytes(hash, 3));
  return Buffer.concat([...parts, serialize({ count: 3, sha256: hash, signature })]);
}

const codeOf = async (bytes: Uint8Array, unlock: Unlock = receiving) =>
  (await refusalOf(() => collect(openItems(inChunks(bytes), unlock)))).code;

describe('sealed to a recipient', () => {
  it('opens for the one with that key, without a passphrase, whatever is in it', async () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .filter((one) => one.isWellFormed() && !one.includes('\0'));
    const secrets = fc.uniqueArray(fc.record({ token: text }, { noNullPrototype: true }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(secrets, fc.stringMatching(/^[\x20-\x7e]{1,40}$/), async (all, exportId) => {
        const items = all.map((secret, n) => ({ ...sampleItem(n + 1), secret }));
        const bytes = Buffer.concat(await containerDocuments(items, { sealing, exportId }));
        const opened = await collect(openItems(inChunks(bytes, 500), receiving));
        expect(opened.map(({ item }) => item)).toEqual(items);
      }),
      { numRuns: 100 },
    );
  });

  it('says to whom, and that it needs reader 2; other files still need reader 1', async () => {
    const found = await inspect(inChunks(file));
    expect(found).toMatchObject({ sealing: 'recipient', header: { formatVersion: 1, minReaderVersion: 2 } });
    expect(headerOf()['sealing']).toMatchObject({ kind: 'recipient', recipient: print });
    for (const other of [installation, { kind: 'passphrase', passphrase } as const]) {
      const to = other.kind === 'passphrase' ? { sealing: other } : {};
      const [header] = await containerDocuments(sampleItems(1), to);
      expect(headerOf(header)).toMatchObject({ minReaderVersion: 1 });
    }
  });

  it('is in the thread what it is here', async () => {
    const found = await inWorker('t').inspect(inChunks(file));
    expect(found).toEqual(await inspect(inChunks(file)));
    if (found.kind !== 'keyhaven' || found.header.sealing.kind !== 'recipient') throw new Error('Sealed otherwise.');
    expect(Buffer.isBuffer(found.header.sealing.ephemeral)).toBe(true);
    const fileKey = await openFileKey(inChunks(file), receiving);
    const opened = await collect(inWorker('t').openItems(inChunks(file), { kind: 'fileKey', fileKey }));
    expect(opened.map(({ item }) => item)).toEqual(sampleItems(3));
  });

  it('uses another ephemeral key and another file key for each file', async () => {
    const [other = Buffer.alloc(0)] = await containerDocuments(sampleItems(3), { sealing });
    expect(headerOf(other)['sealing'].ephemeral).not.toEqual(headerOf()['sealing'].ephemeral);
    expect(headerOf(other)['sealing'].wrapped).not.toEqual(headerOf()['sealing'].wrapped);
  });

  it('opens by a former key, and names the key where it is nobody’s here', async () => {
    const another = newReceivingKey();
    const both: Unlock = {
      kind: 'recipient',
      privateKeyOf: async (wanted) => (wanted === print ? receiver.privateKey : another.privateKey),
    };
    expect(await collect(openItems(inChunks(file), both))).toHaveLength(3);
    expect(await openOrigin(inChunks(file), both)).toEqual({ tenantName: 'Acme', workspaceName: 'Production' });
    const nobody: Unlock = { kind: 'recipient', privateKeyOf: async () => null };
    for (const unlock of [nobody, installation, { kind: 'passphrase', passphrase } as const]) {
      const error = await refusalOf(() => collect(openItems(inChunks(file), unlock)));
      expect([error.code, error.detail]).toEqual(['IMP-205', { recipient: print }]);
      expect(error.message).toContain(print);
    }
  });

  it('does not open by another key that says it is the one', async () => {
    const wrong: Unlock = { kind: 'recipient', privateKeyOf: async () => newReceivingKey().privateKey };
    expect(await codeOf(file, wrong)).toBe('IMP-205');
  });

  it('lets a failure of the key store be what it is', async () => {
    const failing: Unlock = {
      kind: 'recipient',
      privateKeyOf: async () => {
        throw new Error('disk');
      },
    };
    await expect(openFileKey(inChunks(file), failing)).rejects.toThrow('disk');
  });

  it('is sealed to no key that keeps nothing secret', async () => {
    for (const point of [...lowOrderPoints, '00'.repeat(31)]) {
      const publicKey = Buffer.from(point, 'hex');
      const error = await refusalOf(() =>
        containerDocuments(sampleItems(1), { sealing: { kind: 'recipient', publicKey } }),
      );
      expect(error.code, point).toBe('INPUT_INVALID');
    }
  });
});

describe('a file that was sealed to a recipient and changed', () => {
  it('is refused at the first pass for each flipped bit of its header', async () => {
    const [header = Buffer.alloc(0), ...rest] = documents;
    for (let bit = 0; bit < header.length * 8; bit += 1) {
      const flipped = Buffer.from(header);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const error = await refusalOf(() => inspect(inChunks(Buffer.concat([flipped, ...rest]))));
      expect(error.code, `bit ${bit}`).toMatch(/^IMP-\d{3}$/);
    }
  });

  it('and signed anew opens for each changed byte of the sealing no item', async () => {
    const was = headerOf()['sealing'];
    for (const part of ['ephemeral', 'wrapped'] as const)
      for (let at = 0; at < was[part].length; at += 1) {
        const changed = Buffer.from(was[part]);
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
        expect(await codeOf(resealed({ [part]: changed })), `${part} ${at}`).toBe('IMP-205');
      }
    for (let at = 0; at < print.length; at += 1) {
      const changed = print.slice(0, at) + (print[at] === 'A' ? 'B' : 'A') + print.slice(at + 1);
      expect(await codeOf(resealed({ recipient: changed })), `recipient ${at}`).toMatch(/^IMP-20[35]$/);
    }
  });

  it('does not open under another export’s id', async () => {
    const bytes = resealed({}, { exportId: 'exp_2' });
    expect(await codeOf(bytes)).toBe('IMP-205');
  });

  it('does not open once its key is sealed on to somebody else', async () => {
    const { ephemeral, wrapped } = headerOf()['sealing'];
    const fileKey = openSealedTo(
      receiver.privateKey,
      { info: fileKeyBinding('exp_1') },
      { ephemeral, sealed: wrapped },
    );
    const other = newReceivingKey();
    const { ephemeral: theirs, sealed } = sealTo(other.publicKey, { info: fileKeyBinding('exp_1') }, fileKey);
    const bytes = resealed({ recipient: fingerprint(other.publicKey), ephemeral: theirs, wrapped: sealed });
    const unlock: Unlock = { kind: 'recipient', privateKeyOf: async () => other.privateKey };
    expect(await openFileKey(inChunks(bytes), unlock)).toEqual(fileKey);
    expect(await codeOf(bytes, unlock)).toBe('IMP-207');
  });

  it.each<[string, Record<string, unknown>]>([
    ...lowOrderPoints.map((point): [string, Record<string, unknown>] => [
      `the point ${point}`,
      { ephemeral: Buffer.from(point, 'hex') },
    ]),
    ['an ephemeral key of 31 bytes', { ephemeral: Buffer.alloc(31, 9) }],
    ['a wrapped key of 47 bytes', { wrapped: Buffer.alloc(47) }],
    ['a wrapped key of 49 bytes', { wrapped: Buffer.alloc(49) }],
    ['a recipient that is no fingerprint', { recipient: 'somebody' }],
    ['a field of its own', { note: 'a' }],
  ])('is refused before any key is asked for: %s', async (_, change) => {
    expect((await refusalOf(() => inspect(inChunks(resealed(change))))).code).toBe('IMP-203');
  });

  it('is refused when it says that reader 1 could read it', async () => {
    const error = await refusalOf(() => inspect(inChunks(resealed({}, { minReaderVersion: 1 }))));
    expect([error.code, error.detail]).toEqual(['IMP-203', { field: 'minReaderVersion' }]);
  });
});
