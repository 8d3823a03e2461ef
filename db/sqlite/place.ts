import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const fileName = 'keyhaven.db';

export const sqlitePath = (dataDir: string): string => join(dataDir, fileName);

/** Directory and file for our user alone: the file 0600, the directory 0700. SQLite gives -wal and -shm the file's mode. */
export function makePlace(path: string): void {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if ((statSync(directory).mode & 0o077) !== 0) closeDirectory(directory);
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

/** A directory that others may enter is closed to them only when nothing but ours is in it. */
function closeDirectory(directory: string): void {
  const entries = readdirSync(directory);
  if (entries.length > 0 && !entries.includes(fileName)) {
    throw new Error(
      `Other users of this machine can enter ${directory}. ` +
        `Set DATA_DIR to a directory of its own, or run: chmod 700 ${directory}`,
    );
  }
  chmodSync(directory, 0o700);
}
