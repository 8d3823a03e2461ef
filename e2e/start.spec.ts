import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ask } from './http.ts';
import {
  answers,
  bootOnce,
  isAlive,
  isUp,
  newFolder,
  newSettings,
  pictureOf,
  removeFolder,
  startAndEnd,
  startProduct,
  until,
  type Refused,
  type Settings,
} from './programs.ts';
import { expect, test } from './test.ts';

let folder: string;
let settings: Settings;

test.beforeEach(async () => {
  folder = newFolder();
  settings = await newSettings(folder);
});
test.afterEach(() => removeFolder(folder));

/** One line for the operator: what is wrong, and what to set or do. */
function expectOneLine({ code, said }: Refused, ...words: readonly (string | RegExp)[]): void {
  expect(code, said).toBe(1);
  expect(said.split('\n'), said).toHaveLength(1);
  expect(said).not.toMatch(/^\s+at |node:internal|Error:/m);
  for (const word of words) expect(said).toMatch(word);
}

const nobody = 65_534;
const isRoot = userInfo().uid === 0;

test.describe('a start that is refused', () => {
  for (const variable of ['PORT', 'API_PORT'] as const)
    test(`says that ${variable} is taken, and by which line another is chosen`, async () => {
      const squatter = createServer();
      await new Promise<void>((resolve) => squatter.listen(Number(settings[variable]), '127.0.0.1', resolve));
      const before = pictureOf(folder);
      expectOneLine(startAndEnd(settings), 'is taken', `${variable}=`);
      expect(pictureOf(folder)).toEqual(before);
      await new Promise((resolve) => squatter.close(resolve));
    });

  test('says that the data directory lies under a file', () => {
    writeFileSync(join(folder, 'file'), 'not a folder');
    const before = pictureOf(folder);
    const refused = startAndEnd({ ...settings, DATA_DIR: join(folder, 'file', 'data') });
    expectOneLine(refused, join(folder, 'file', 'data'), 'DATA_DIR');
    expect(pictureOf(folder)).toEqual(before);
  });

  test('says that the data directory may not be written', () => {
    test.skip(!isRoot, 'only root can run a program as somebody else');
    mkdirSync(settings.DATA_DIR, { mode: 0o755 });
    const before = pictureOf(folder);
    const refused = startAndEnd({ ...settings, DATA_DIR: settings.DATA_DIR }, { uid: nobody });
    expectOneLine(refused, settings.DATA_DIR, 'DATA_DIR');
    expect(pictureOf(folder)).toEqual(before);
  });

  test('says that a newer version made the database', () => {
    bootOnce(settings);
    const db = new Database(join(settings.DATA_DIR, 'keyhaven.db'));
    const [table = ''] = db
      .prepare("select name from sqlite_master where type = 'table' and name like '%migrations'")
      .pluck()
      .all() as string[];
    const columns = db.pragma(`table_info("${table}")`) as { name: string; type: string; pk: number }[];
    const row = db.prepare(`select * from "${table}" limit 1`).get() as Record<string, unknown>;
    const strange = columns
      .filter(({ name }) => name !== 'id')
      .map(
        ({ name, type }) => [name, /int|num/i.test(type) ? 4_000_000_000_000 : `${String(row[name])}-newer`] as const,
      );
    db.prepare(
      `insert into "${table}" (${strange.map(([name]) => `"${name}"`).join()}) values (${strange.map(() => '?').join()})`,
    ).run(...strange.map(([, value]) => value));
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const before = pictureOf(folder);
    expectOneLine(startAndEnd(settings), 'newer version');
    expect(databaseOf(pictureOf(folder))).toBe(databaseOf(before));
  });

  test('says that the key is missing, and makes no new one', () => {
    bootOnce(settings);
    rmSync(join(settings.DATA_DIR, 'root.key'));
    const before = pictureOf(folder);
    expectOneLine(startAndEnd(settings), join(settings.DATA_DIR, 'root.key'), 'KEY_FILE', 'keyhaven.db');
    expect(Object.keys(pictureOf(folder))).not.toContain('data/root.key');
    expect(databaseOf(pictureOf(folder))).toBe(databaseOf(before));
  });

  const wrongKeys: Readonly<Record<string, (other: string) => void>> = {
    'in the file': (other) => copyFileSync(join(other, 'root.key'), join(settings.DATA_DIR, 'root.key')),
    'in KEY_FILE': (other) => void (settings = { ...settings, KEY_FILE: join(other, 'root.key') }),
    'in KEYHAVEN_ROOT_KEY': () =>
      void (settings = { ...settings, KEYHAVEN_ROOT_KEY: randomBytes(32).toString('base64') }),
  };
  for (const [how, give] of Object.entries(wrongKeys))
    test(`says that the key ${how} is another's, and changes nothing`, () => {
      bootOnce(settings);
      const other = { ...settings, DATA_DIR: join(folder, 'other') };
      bootOnce(other);
      give(other.DATA_DIR);
      const before = pictureOf(folder);
      expectOneLine(startAndEnd(settings), 'is not the one', 'keyhaven.db');
      expect(databaseOf(pictureOf(folder))).toBe(databaseOf(before));
      expect(pictureOf(folder)['data/root.key']).toBe(before['data/root.key']);
    });

  test('says that a key of the wrong length is none', () => {
    expectOneLine(startAndEnd({ ...settings, KEYHAVEN_ROOT_KEY: 'c2hvcnQ=' }), 'KEYHAVEN_ROOT_KEY', '32 bytes');
  });

  test('says that a damaged key file is none, and keeps it as it is', () => {
    bootOnce(settings);
    writeFileSync(join(settings.DATA_DIR, 'root.key'), 'not a key');
    const before = pictureOf(folder);
    expectOneLine(startAndEnd(settings), join(settings.DATA_DIR, 'root.key'));
    expect(pictureOf(folder)['data/root.key']).toBe(before['data/root.key']);
  });

  test('says that a file that is no database is none', () => {
    bootOnce(settings);
    writeFileSync(join(settings.DATA_DIR, 'keyhaven.db'), randomBytes(8_192));
    for (const end of ['-wal', '-shm']) rmSync(join(settings.DATA_DIR, `keyhaven.db${end}`), { force: true });
    const before = pictureOf(folder);
    expectOneLine(startAndEnd(settings), settings.DATA_DIR, 'backup');
    expect(databaseOf(pictureOf(folder))).toBe(databaseOf(before));
  });

  test('says that the server of the database does not answer, and no password', () => {
    const refused = startAndEnd({ ...settings, DATABASE_URL: 'postgres://vault:planted-word@127.0.0.1:1/v' });
    expectOneLine(refused, 'DATABASE_URL');
    expect(refused.said).not.toContain('planted-word');
  });

  const binds: Readonly<Record<string, readonly [change: Record<string, string>, ...words: string[]]>> = {
    'beyond this machine without TLS': [{ BIND: '0.0.0.0' }, 'BIND=0.0.0.0', 'TLS_CERT_FILE', 'BEHIND_TLS_PROXY'],
    'on every address of IPv6 without TLS': [{ BIND: '::' }, 'BIND=::', 'TLS_CERT_FILE', 'BEHIND_TLS_PROXY'],
    'behind a proxy that is not named': [{ BIND: '0.0.0.0', BEHIND_TLS_PROXY: '1' }, 'TRUSTED_PROXIES'],
    'behind a proxy without an address for people': [
      { BIND: '0.0.0.0', BEHIND_TLS_PROXY: '1', TRUSTED_PROXIES: '10.0.0.1' },
      'PUBLIC_URL=https',
    ],
    'with a certificate and no key': [{ TLS_CERT_FILE: '/tmp/cert.pem' }, 'TLS_KEY_FILE'],
    'with a proxy that is no address': [{ TRUSTED_PROXIES: 'proxy' }, 'TRUSTED_PROXIES', 'proxy'],
    'with a public address that is none': [{ PUBLIC_URL: 'vault' }, 'PUBLIC_URL'],
    'with a port that is no number': [{ PORT: 'http' }, 'PORT', 'http'],
    'with an allow-list that cannot be read': [{ OUTBOUND_ALLOW: '*:443' }, 'OUTBOUND_ALLOW'],
    'with a mail server that cannot be read': [{ SMTP_URL: 'mail.example.com:587' }, 'SMTP_URL'],
    'with a mail server and nobody letters are from': [{ SMTP_URL: 'smtp://mail.example.com' }, 'MAIL_FROM'],
  };
  for (const [name, [change, ...words]] of Object.entries(binds))
    test(`listens not ${name}`, () => {
      const before = pictureOf(folder);
      expectOneLine(startAndEnd({ ...settings, ...change }), ...words);
      expect(pictureOf(folder)).toEqual(before);
    });

  test('says that Node is too old', () => {
    const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } });";
    const words = ['--import', `data:text/javascript,${encodeURIComponent(old)}`, 'scripts/start.mjs'];
    expectOneLine(startAndEnd(settings, { words }), '18.20.8', 'too old', /20\.19|22\.19/);
  });

  test('says that Node is too old where no newer one came with the packages', () => {
    const place = join(folder, 'clone');
    mkdirSync(join(place, 'scripts'), { recursive: true });
    mkdirSync(join(place, 'node_modules'));
    for (const file of ['scripts/start.mjs', 'scripts/bootstrap.mjs', 'package.json', 'package-lock.json'])
      cpSync(file, join(place, file));
    writeFileSync(join(place, 'node_modules/.package-lock.json'), '{}');
    const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });";
    const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(old)}`;
    const refused = startAndEnd({ ...settings, NODE_OPTIONS }, { words: [join(place, 'scripts/start.mjs')] });
    expectOneLine(refused, '20.20.2', 'too old', '22.19');
  });
});

/** Reading a database writes at most the two files beside it. */
const databaseOf = (picture: Record<string, string>): string | undefined =>
  picture['data/keyhaven.db']?.split(' ').at(-1);

test('either program is started again when it is killed, and both end with the watcher', async () => {
  test.setTimeout(180_000);
  const product = await startProduct(settings);
  try {
    for (const [word, origin, path] of [
      ['next', product.origin, '/sign-in'],
      ['engine.ts', product.apiOrigin, '/healthz'],
    ] as const) {
      const pid = product.pidOf(word);
      if (pid === null) throw new Error(`No program runs ${word}.`);
      process.kill(pid, 'SIGKILL');
      await until(`${word} is gone`, () => !isAlive(pid));
      await until(`${word} runs again`, async () => product.pidOf(word) !== null && answers(origin, path));
      expect(product.pidOf(word)).not.toBe(pid);
      expect(product.said()).toContain('it starts again in');
    }
    expect(await isUp(product)).toBe(true);
    const pids = ['next', 'engine.ts'].map((word) => product.pidOf(word) ?? 0);
    expect(await product.stop()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(ask('/sign-in', { origin: product.origin })).rejects.toThrow('ECONNREFUSED');
    await expect(ask('/healthz', { origin: product.apiOrigin })).rejects.toThrow('ECONNREFUSED');
  } finally {
    await product.stop();
  }
});
