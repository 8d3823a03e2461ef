import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeFileKey, encodeFileKey, newFileKey } from './file-key.ts';
import { collect, containerDocuments, refusalOf, sampleItems } from './fixtures.ts';
import { openItems } from './read.ts';
import { frameBytesOf } from './write.ts';

const wrap = async (fileKey: Buffer) => ({ installationId: 'here', wrapped: Buffer.from(fileKey) });

describe('a file key that is made before its file', () => {
  it('comes back from where it waited, and makes the file it was made for', async () => {
    for (const to of [
      { kind: 'passphrase', passphrase: 'correct horse battery staple' },
      { kind: 'installation', wrap },
    ] as const) {
      const key = await newFileKey(to, 'exp_1');
      expect(decodeFileKey(encodeFileKey(key))).toEqual(key);
    }
    const key = await newFileKey({ kind: 'passphrase', passphrase: 'correct horse battery staple' }, 'exp_waiting');
    const sealing = decodeFileKey(encodeFileKey(key));
    const documents = await containerDocuments(sampleItems(3), { sealing, exportId: 'exp_waiting' });
    const unlock = { kind: 'passphrase', passphrase: 'correct horse battery staple' } as const;
    expect(await collect(openItems(inOne(documents), unlock))).toHaveLength(3);
  });

  it('does not open as the key of another export', async () => {
    const sealing = await newFileKey({ kind: 'passphrase', passphrase: 'correct horse battery staple' }, 'exp_other');
    const documents = await containerDocuments(sampleItems(1), { sealing, exportId: 'exp_waiting' });
    const unlock = { kind: 'passphrase', passphrase: 'correct horse battery staple' } as const;
    expect(await refusalOf(() => collect(openItems(inOne(documents), unlock)))).toMatchObject({ code: 'IMP-204' });
  });

  it('is refused when what is stored is something else', () => {
    expect(() => decodeFileKey(randomBytes(40))).toThrow();
  });
});

describe('the bytes of an item', () => {
  it('are counted exactly, before the file is written', async () => {
    const items = sampleItems(40);
    const documents = await containerDocuments(items);
    // Header and origin come first, the footer last.
    const frames = documents.slice(2, -1).map((document) => document.length);
    expect(items.map((item, at) => frameBytesOf({ ...item }, at + 1))).toEqual(frames);
  });

  it('of one that no document holds are refused, by its number', async () => {
    const large = {
      ...sampleItems(1)[0],
      secret: Object.fromEntries(range(20).map((n) => [`k${n}`, 'x'.repeat(60_000)])),
    };
    expect(() => frameBytesOf(large, 7)).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }));
    const barely = { ...sampleItems(1)[0], secret: barelyTooLarge() };
    expect(() => frameBytesOf(barely, 7)).toThrow('Item 7 cannot be exported.');
    expect(await refusalOf(() => containerDocuments([barely]))).toMatchObject({ code: 'TOO_LARGE' });
  });
});

const range = (length: number) => Array.from({ length }, (_, n) => n);

async function* inOne(documents: readonly Buffer[]) {
  yield Buffer.concat(documents);
}

/** The document still fits into 1 MiB, the frame around it does not. */
function barelyTooLarge(): Record<string, string> {
  const values = Object.fromEntries(range(15).map((n) => [`k${n}`, 'x'.repeat(65_536)]));
  const one = { ...sampleItems(1)[0], secret: { ...values, rest: '' } };
  const room = 2 ** 20 - (frameBytesOf(one, 1) - 99);
  return { ...values, rest: 'x'.repeat(room - 50) };
}
