import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyIdOf, lengthPrefixed } from './aead.ts';
import { createRootKeyFile, newKeyCheck, openKeyProvider, opensKeyCheck } from './providers.ts';

const base64Of = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const context = Buffer.from('context');
const unreadable = expect.objectContaining({ code: 'UNREADABLE' });

let dir: string;
let keyFile: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'keyhaven-vault-'));
  keyFile = join(dir, 'root.key');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const writeKey = (text: string, mode = 0o600): Promise<void> => writeFile(keyFile, text, { mode });

describe('createRootKeyFile', () => {
  test('writes one base64 line of 32 bytes that only the owner may read, and nothing beside it', async () => {
    await createRootKeyFile(keyFile);
    expect(await readFile(keyFile, 'latin1')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(['root.key']);
    expect((await openKeyProvider({ keyFile })).name).toBe('file');
  });

  test('never overwrites a file, whatever is in it', async () => {
    await writeKey('anything');
    await expect(createRootKeyFile(keyFile)).rejects.toThrow(`already a file at ${keyFile}`);
    expect(await readFile(keyFile, 'latin1')).toBe('anything');
    expect(await readdir(dir)).toEqual(['root.key']);
  });

  test('of many at the same time one wins, and its key stays', async () => {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => createRootKeyFile(keyFile)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(dir)).toEqual(['root.key']);
    expect((await openKeyProvider({ keyFile })).name).toBe('file');
  });

  test('two keys differ', async () => {
    await createRootKeyFile(keyFile);
    await createRootKeyFile(`${keyFile}2`);
    expect(await readFile(keyFile, 'latin1')).not.toBe(await readFile(`${keyFile}2`, 'latin1'));
  });
});

describe('openKeyProvider', () => {
  test('the given key wins over the file', async () => {
    await createRootKeyFile(keyFile);
    const fromEnv = await openKeyProvider({ rootKey: base64Of(1), keyFile });
    expect(fromEnv.name).toBe('env');
    const wrapped = await fromEnv.wrap(Buffer.from('x'), context);
    await expect((await openKeyProvider({ keyFile })).unwrap(wrapped, context)).rejects.toEqual(unreadable);
  });

  test('the same key is the same key, given or in a file', async () => {
    await writeKey(`${base64Of(1)}\n`);
    const wrapped = await (await openKeyProvider({ keyFile })).wrap(Buffer.from('x'), context);
    const fromEnv = await openKeyProvider({ rootKey: base64Of(1), keyFile });
    expect((await fromEnv.unwrap(wrapped, context)).toString()).toBe('x');
  });

  test.each([
    '',
    'short',
    base64Of(1).slice(0, -1),
    `${base64Of(1)}\n${base64Of(1)}`,
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
    'B'.repeat(43) + '=',
  ])('a given key that is not base64 of 32 bytes is refused: %j', async (rootKey) => {
    await expect(openKeyProvider({ rootKey, keyFile })).rejects.toThrow('KEYHAVEN_ROOT_KEY must be base64 of 32 bytes');
  });

  test('no key at all: the message names both places', async () => {
    await expect(openKeyProvider({ keyFile })).rejects.toThrow(
      `There is no root key: ${keyFile} does not exist and KEYHAVEN_ROOT_KEY is not set.`,
    );
  });

  test.each([0o640, 0o604, 0o620, 0o644, 0o666, 0o601])('a key file with mode %o is refused', async (mode) => {
    await createRootKeyFile(keyFile);
    await chmod(keyFile, mode);
    await expect(openKeyProvider({ keyFile })).rejects.toThrow(`chmod 600 ${keyFile}`);
    await chmod(keyFile, 0o400);
    expect((await openKeyProvider({ keyFile })).name).toBe('file');
  });

  test.each([
    '',
    '\n',
    `${base64Of(1)}\n\n`,
    ` ${base64Of(1)}`,
    `${base64Of(1)}\n${base64Of(2)}\n`,
    `${base64Of(1)}${'\n'.repeat(5_000)}`,
    'deadbeef',
  ])('a key file with %j is refused without showing it', async (text) => {
    await writeKey(text);
    const refused = openKeyProvider({ keyFile });
    await expect(refused).rejects.toThrow(`${keyFile} must hold exactly one line: base64 of 32 bytes.`);
    await expect(refused).rejects.not.toThrow(base64Of(1));
  });

  test.each(['', '\n', '\r\n'])('the line may end with %j', async (end) => {
    await writeKey(base64Of(1) + end);
    expect((await openKeyProvider({ keyFile })).name).toBe('file');
  });

  test('a directory or a pipe is not a key file; a link to one is', async () => {
    await mkdir(keyFile, { mode: 0o700 });
    await expect(openKeyProvider({ keyFile })).rejects.toThrow('not a regular file');
    const pipe = join(dir, 'pipe');
    execFileSync('mkfifo', ['-m', '600', pipe]);
    await expect(openKeyProvider({ keyFile: pipe })).rejects.toThrow('not a regular file');
    await createRootKeyFile(join(dir, 'real.key'));
    await symlink(join(dir, 'real.key'), join(dir, 'link.key'));
    expect((await openKeyProvider({ keyFile: join(dir, 'link.key') })).name).toBe('file');
  });
});

describe('wrapping', () => {
  test('is bound to its context and its bytes, and names its root key', async () => {
    const one = await openKeyProvider({ rootKey: base64Of(1), keyFile });
    const wrapped = await one.wrap(Buffer.from('data key'), context);
    expect(keyIdOf(wrapped)).toMatch(/^root-[0-9a-f]{16}$/);
    expect(keyIdOf(wrapped)).toBe(keyIdOf(await one.wrap(Buffer.from('other'), context)));
    expect((await one.unwrap(wrapped, context)).toString()).toBe('data key');
    await expect(one.unwrap(wrapped, Buffer.from('other'))).rejects.toEqual(unreadable);
    wrapped.writeUInt8(wrapped.readUInt8(wrapped.length - 1) ^ 1, wrapped.length - 1);
    await expect(one.unwrap(wrapped, context)).rejects.toEqual(unreadable);
  });
});

describe('key check', () => {
  test('opens with its own root key alone', async () => {
    const one = await openKeyProvider({ rootKey: base64Of(1), keyFile });
    const two = await openKeyProvider({ rootKey: base64Of(2), keyFile });
    const check = await newKeyCheck(one);
    expect(await opensKeyCheck(one, check)).toBe(true);
    expect(await opensKeyCheck(two, check)).toBe(false);
    expect(await opensKeyCheck(one, Buffer.from('damaged'))).toBe(false);
    expect(await opensKeyCheck(one, await one.wrap(Buffer.from('data key'), context))).toBe(false);
    expect(await opensKeyCheck(one, await one.wrap(Buffer.from('other'), lengthPrefixed(['key check'])))).toBe(false);
  });

  test('a provider that fails is an error, not a wrong key', async () => {
    const one = await openKeyProvider({ rootKey: base64Of(1), keyFile });
    const down = { ...one, unwrap: () => Promise.reject(new Error('unreachable')) };
    await expect(opensKeyCheck(down, await newKeyCheck(one))).rejects.toThrow('unreachable');
  });
});
