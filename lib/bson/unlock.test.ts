import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { bestOfThreeMs } from '#lib/testing.ts';
import { collect, containerDocuments, inChunks, installation, passphrase, refusalOf, sampleItems } from './fixtures.ts';
import { openFileKey, openItems, openOrigin } from './read.ts';

const items = sampleItems(3);
let file = Buffer.alloc(0);

beforeAll(async () => {
  file = Buffer.concat(await containerDocuments(items));
});

describe('sealed to a passphrase', () => {
  let sealed = Buffer.alloc(0);
  beforeAll(async () => {
    sealed = Buffer.concat(await containerDocuments(items, { sealing: { kind: 'passphrase', passphrase } }));
  });

  it('opens with it, in any composition of its letters', async () => {
    const opened = await collect(openItems(inChunks(sealed), { kind: 'passphrase', passphrase }));
    expect(opened.map(({ item }) => item)).toEqual(items);
    const accented = Buffer.concat(
      await containerDocuments(items, { sealing: { kind: 'passphrase', passphrase: 'caf\u00e9' } }),
    );
    const unlock = { kind: 'passphrase', passphrase: 'cafe\u0301' } as const;
    expect(await openOrigin(inChunks(accented), unlock)).toEqual({ tenantName: 'Acme', workspaceName: 'Production' });
  });

  it.each(['Correct horse battery staple', '', `${passphrase} `])('does not open with "%s"', async (wrong) => {
    const error = await refusalOf(() =>
      collect(openItems(inChunks(sealed), { kind: 'passphrase', passphrase: wrong })),
    );
    expect(error.code).toBe('IMP-204');
    expect(error.message).toBe('That passphrase does not open this file.');
  });

  it('asks for a passphrase when it is given none', async () => {
    expect((await refusalOf(() => collect(openItems(inChunks(sealed), installation)))).code).toBe('IMP-204');
    expect((await refusalOf(() => collect(openItems(inChunks(sealed), { kind: 'plain' })))).code).toBe('IMP-203');
  });

  it('gives a file key that opens without stretching again', async () => {
    const fileKey = await openFileKey(inChunks(sealed), { kind: 'passphrase', passphrase });
    const ms = await bestOfThreeMs(async () => {
      expect(await collect(openItems(inChunks(sealed), { kind: 'fileKey', fileKey }))).toHaveLength(3);
    });
    expect(ms).toBeLessThan(50);
  });
});

describe('sealed to an installation', () => {
  it('opens there and says where it comes from', async () => {
    const opened = await collect(openItems(inChunks(file), installation));
    expect(opened.map(({ i }) => i)).toEqual([1, 2, 3]);
    expect(opened.map(({ item }) => item)).toEqual(items);
    expect(await openOrigin(inChunks(file), installation)).toEqual({ tenantName: 'Acme', workspaceName: 'Production' });
  });

  it('hands the name of the installation to whoever unwraps', async () => {
    const seen: string[] = [];
    const unwrap = async (id: string) => {
      seen.push(id);
      throw new AppError('UNREADABLE');
    };
    const error = await refusalOf(() => collect(openItems(inChunks(file), { kind: 'installation', unwrap })));
    expect(error.code).toBe('IMP-205');
    expect(seen).toEqual(['ins_1']);
  });

  it('does not take a passphrase', async () => {
    const error = await refusalOf(() => collect(openItems(inChunks(file), { kind: 'passphrase', passphrase })));
    expect(error.code).toBe('IMP-205');
  });

  it('lets a failure of the key store be what it is', async () => {
    const unwrap = async () => {
      throw new AppError('BUSY');
    };
    expect((await refusalOf(() => openFileKey(inChunks(file), { kind: 'installation', unwrap }))).code).toBe('BUSY');
  });
});
