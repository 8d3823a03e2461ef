import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

const rootKeyBytes = 32;
/** Read at most this much: a key line has 45 bytes, and a path may name anything. */
const fileBytesMax = 1_024;
const groupAndWorld = 0o077;

/** 32 bytes from their base64 (44 characters, canonical), or null. */
export function parseRootKey(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === rootKeyBytes && bytes.toString('base64') === text ? bytes : null;
}

/**
 * The root key in a file: a regular file, closed to group and world, with exactly one line: base64 of 32 bytes.
 * @throws Error in plain words, without the content.
 */
export async function readRootKeyFile(path: string): Promise<Buffer> {
  const handle = await openForReading(path);
  try {
    // Asked of the open file, so it cannot be exchanged between the look and the read.
    const { mode } = await handle.stat();
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new Error(`The root key ${path} is not a regular file.`);
    if ((mode & groupAndWorld) !== 0) {
      throw new Error(`The root key ${path} can be reached by other users of this machine. Run: chmod 600 ${path}`);
    }
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(fileBytesMax), 0, fileBytesMax, 0);
    const key = parseRootKey(buffer.toString('latin1', 0, bytesRead).replace(/\r?\n$/, ''));
    if (key === null) throw new Error(`The root key ${path} must hold exactly one line: base64 of 32 bytes.`);
    return key;
  } finally {
    await handle.close();
  }
}

/**
 * Makes a new root key: 32 random bytes as one base64 line, mode 0600, on disk (file and directory) when this returns.
 * The directory exists already. The file appears whole or not at all.
 * @throws Error when a file is there already: it is never overwritten.
 */
export async function createRootKeyFile(path: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeDurably(draft, `${randomBytes(rootKeyBytes).toString('base64')}\n`);
    // A link fails where a rename would overwrite.
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new Error(`There is already a file at ${path}. A root key is never overwritten.`, { cause: error });
  } finally {
    await unlink(draft).catch(ignoreMissing);
  }
  await syncDirectory(dirname(path));
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    // Not blocking: opening a pipe would wait for a writer for ever.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      throw new Error(`There is no root key: ${path} does not exist and KEYHAVEN_ROOT_KEY is not set.`, {
        cause: error,
      });
    }
    throw new Error(`The root key ${path} cannot be read (${codeOf(error)}).`, { cause: error });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown');

function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}
