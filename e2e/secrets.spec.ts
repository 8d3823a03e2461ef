import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { act, actAs, post, readingActions, upload } from './doors.ts';
import { ask, everythingHeard } from './http.ts';
import { newPerson, password, type Person, type Place } from './people.ts';
import { damage, moveFiles, restInput, secrets, shownName, useTheProduct, value } from './planted.ts';
import { filesBelow, findIn, findInFiles, formsOf } from './scan.ts';
import { tryPassword } from './sign-in.ts';
import { expect, test } from './test.ts';
import { world } from './world.ts';

const startedAt = Date.now();

const parts = [
  '',
  '/credentials',
  '/credentials/rest',
  '/credentials/postgres',
  '/credentials/trash',
  '/activity',
  '/exports',
  '/settings',
];

const ways: readonly Readonly<Record<string, string>>[] = [{}, { rsc: '1' }];

/** Every page, as a browser opens it and as the router fetches it, and searches for the secrets themselves. */
async function readEverything(owner: Person, place: Place, ids: readonly string[]): Promise<void> {
  const base = `/${place.tenant}/${place.workspace}`;
  const own = ids.map((id) => `/credentials/rest/${id}`);
  for (const part of [...parts, ...own])
    for (const headers of ways) {
      const answer = await ask(`${base}${part}`, { cookie: owner.cookie, headers });
      const { location } = answer.headers;
      if (location?.startsWith('/')) await ask(location, { cookie: owner.cookie, headers });
    }
  for (const name of readingActions())
    for (const input of [...ids.map((id) => ({ id })), { ids }, { q: 'e' }])
      await act(name, place, input, owner.cookie);
  await ask('/api/auth/session', { cookie: owner.cookie });
  for (const path of ['/healthz', '/none']) await ask(path, { origin: world().apiOrigin });
}

/** Arguments that fit no schema: what is wrong with them is told, and not what they are. */
async function sendNonsense(owner: Person, place: Place): Promise<void> {
  const secret = secrets['API key typed beside a wrong address'];
  for (const input of [secret, { [secret]: secret }, { id: secret }, { ...restInput(secret.repeat(30), secret) }]) {
    await act('createCredential', place, input, owner.cookie);
    await act('readCredential', place, input, owner.cookie);
    await act('readImport', place, input, owner.cookie);
  }
  await post('createCredential', [secret, secret], owner.cookie);
  await upload({ tenant: encodeURIComponent(secret), workspace: 'x' }, Buffer.from(secret), owner.cookie);
}

const scanned = (): string[] => [
  ...findInFiles(filesBelow(world().dataDir), { ...secrets, ...cookies }),
  ...findInFiles(filesBelow('.next', startedAt), { ...secrets, ...cookies }),
  ...findIn('the log', withoutSetupLine(readFileSync(world().logFile)), { ...secrets, ...cookies, ...setupToken() }),
  ...findInFiles(filesBelow(world().dataDir), setupToken()),
  ...everythingHeard().flatMap((bytes, n) => findIn(`answer ${n}`, bytes, { ...secrets, ...cookies, ...setupToken() })),
];

const cookies: Record<string, string> = {};

const setupToken = () => ({ 'setup token': new URL(world().setupUrl).searchParams.get('token') ?? '' });

/** Printed for the operator, once, and on purpose. */
const withoutSetupLine = (log: Buffer): Buffer =>
  Buffer.from(log.toString('latin1').replace(/^.*First owner.*$/m, ''), 'latin1');

test('no secret is anywhere in clear, in no encoding, on disk, in the log or in an answer', async ({
  owner,
  place,
}) => {
  test.setTimeout(240_000);
  cookies['session cookie'] = owner.cookie;
  const ids = await useTheProduct(owner, place);
  await sendNonsense(owner, place);
  const file = await moveFiles(owner, place, ids);
  const [key = '', , pair = ''] = ids;
  value(await act('deleteCredentials', place, { ids: [pair] }, owner.cookie));
  await damage(owner, place, key);
  const exported = { scope: 'selected', ids: [key], sealing: { kind: 'installation' }, reason: 'Move', password };
  expect(await act('startExport', place, exported, owner.cookie)).toMatchObject({ code: 'UNREADABLE' });
  const signedIn = await tryPassword(owner.email, password);
  cookies['cookie of signing in'] = signedIn.cookie ?? '';
  await tryPassword(owner.email, secrets['wrong password of a person']);
  await tryPassword(secrets['wrong password of a person'], 'typed into the wrong field');
  const change = { current: password, next: secrets['new password of a person'] };
  expect(await actAs('changePassword', change, signedIn.cookie)).toMatchObject({ ok: true });
  const again = await tryPassword(owner.email, secrets['new password of a person']);
  expect(again.cookie).not.toBeNull();
  await readEverything({ ...owner, cookie: again.cookie ?? '' }, place, ids);

  expect(findIn('an exported file', file, secrets)).toEqual([]);
  expect(scanned()).toEqual([]);
  const db = new Database(join(world().dataDir, 'keyhaven.db'));
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  expect(scanned(), 'after a checkpoint').toEqual([]);

  const name = { 'a name that is no secret': shownName };
  expect(findInFiles(filesBelow(world().dataDir), name).join(), 'the scanner sees the database').toContain(
    'keyhaven.db',
  );
  expect(everythingHeard().filter((bytes, n) => findIn(`answer ${n}`, bytes, name).length > 0).length).toBeGreaterThan(
    5,
  );
});

test('the scanner finds a secret in whatever form, and inside what is packed', () => {
  const secret = `a "secret" & <${randomBytes(9).toString('hex')}> ü/+`;
  const noise = randomBytes(500);
  for (const [form, bytes] of formsOf(secret)) {
    const hidden = Buffer.concat([noise, bytes, noise]);
    const packed = Buffer.concat([noise, gzipSync(Buffer.concat([noise, gzipSync(hidden)])), noise]);
    for (const where of [hidden, packed])
      expect(findIn('here', where, { it: secret })).toContain(`it, as ${form}, in here`);
  }
  for (const shift of [0, 1, 2, 3, 4]) {
    const text = Buffer.concat([randomBytes(shift), Buffer.from(secret), randomBytes(5)]).toString('base64');
    expect(findIn('here', Buffer.from(text), { it: secret })).not.toEqual([]);
  }
  expect(findIn('here', noise, { it: secret })).toEqual([]);
});

test('somebody else sees no more of it', async ({ owner, place }) => {
  const stranger = await newPerson('Sam Stranger');
  const before = everythingHeard().length;
  await readEverything({ ...owner, cookie: stranger.cookie }, place, []);
  for (const bytes of everythingHeard().slice(before)) expect(bytes.includes(shownName)).toBe(false);
});
