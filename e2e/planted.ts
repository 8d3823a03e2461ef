import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import Database from 'better-sqlite3';
import { serialize } from 'bson';
import pg from 'pg';
import type { SavedDto } from '#lib/credentials/schema.ts';
import type { ExportProgress } from '#lib/exports/schema.ts';
import type { ReadResult } from '#lib/imports/schema.ts';
import type { ActionResult } from '#lib/result.ts';
import { act, fetchExport, uploaded } from './doors.ts';
import { newTenant, password, type Person, type Place } from './people.ts';
import { world } from './world.ts';

const random = () => randomBytes(9).toString('hex');

/** Each with signs that every way of escaping changes, and long enough that no accident makes it. */
export const secrets = {
  'API key': `api"key&<${random()}>/+=?`,
  'API key of a failed try': `failed"key&<${random()}>/+=?`,
  'API key typed beside a wrong address': `beside"key&<${random()}>/+=?`,
  'replaced API key': `replaced"key&<${random()}>/+=?`,
  'bearer token': `bearer&<${random()}>/+=?`,
  'password of basic': `basic"pass&<${random()}>/+=? :`,
  'password of PostgreSQL': `post"gres&<${random()}>/+=? ü`,
  'wrong password of PostgreSQL': `wrong"gres&<${random()}>/+=? ü`,
  'token in a plain file': `plain"file&<${random()}>/+=?`,
  'token in a file that is no good': `bad"file&<${random()}>/+=?`,
  'passphrase of a file': `pass"phrase&<${random()}>/+=? ü`,
  'wrong passphrase of a file': `wrong"phrase&<${random()}>/+=? ü`,
  'new password of a person': `person"pass&<${random()}>/+=? ü`,
  'wrong password of a person': `wrong"person&<${random()}>/+=? ü`,
};

/** No secret: what the scanner has to find. */
export const shownName = `Shown name ${random()}`;

export const restInput = (name: string, apiKey: string, change: object = {}) => ({
  component: 'rest',
  authType: 'api_key',
  name,
  environment: 'production',
  settings: {
    baseUrl: 'https://api.example-saas.com',
    placement: 'header',
    headerName: 'X-API-Key',
    testPath: '/echo',
  },
  secret: { apiKey },
  expiresAt: null,
  acceptUntested: false,
  ...change,
});

const postgresInput = (name: string, given: string) => ({
  component: 'postgres',
  authType: 'database',
  name,
  environment: 'production',
  settings: {
    host: '127.0.0.1',
    port: world().postgres.port,
    database: 'postgres',
    user: 'planted',
    sslmode: 'disable',
  },
  secret: { password: given },
  expiresAt: null,
  acceptUntested: false,
});

/** Of an action that has to go well. */
export const value = <T>(result: ActionResult<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};

const plainFile = (token: string) =>
  Buffer.from(
    serialize({
      type: 'credential',
      credentials: [
        {
          name: 'From elsewhere',
          component: 'rest',
          authType: 'bearer',
          settings: { baseUrl: 'https://api.example-saas.com', testPath: '/echo' },
          token,
        },
      ],
    }),
  );

/** Every way a secret comes into the product and is used there; ids of what was made. */
export async function useTheProduct(owner: Person, place: Place): Promise<string[]> {
  const { cookie } = owner;
  await planInPostgres();
  const create = (input: object) => act<SavedDto>('createCredential', place, input, cookie);
  const key = value(await create(restInput(shownName, secrets['API key'])));
  expect(await create(restInput('Failed', secrets['API key of a failed try'], restAt('/v1/me')))).toMatchObject({
    ok: false,
  });
  const beside = restInput('', secrets['API key typed beside a wrong address'], {
    settings: { baseUrl: 'no address' },
  });
  expect(await create(beside)).toMatchObject({ ok: false });
  const bearer = { authType: 'bearer', settings: { baseUrl: 'https://api.example-saas.com', testPath: '/echo' } };
  const token = value(await create(restInput('Bearer', '', { ...bearer, secret: { token: secrets['bearer token'] } })));
  const basic = { authType: 'basic', settings: { ...bearer.settings, username: 'somebody' } };
  const basicSecret = { secret: { password: secrets['password of basic'] } };
  const pair = value(await create(restInput('Basic', '', { ...basic, ...basicSecret })));
  const database = value(await create(postgresInput('Database', secrets['password of PostgreSQL'])));
  expect(await create(postgresInput('No', secrets['wrong password of PostgreSQL']))).toMatchObject({ ok: false });

  const update = { ...restInput('', ''), id: key.id, revision: 1, name: shownName };
  const { component: _, authType: __, ...edit } = update;
  value(await act('updateCredential', place, { ...edit, secret: { apiKey: secrets['replaced API key'] } }, cookie));
  value(await act('checkCredential', place, { id: key.id }, cookie));
  value(await act('duplicateCredential', place, { id: token.id }, cookie));
  value(await act('restoreVersion', place, { id: key.id, revision: 2, number: 1 }, cookie));
  return [key.id, token.id, pair.id, database.id];
}

const restAt = (testPath: string) => ({
  settings: { baseUrl: 'https://api.example-saas.com', placement: 'header', headerName: 'X-API-Key', testPath },
});

/** A user of the database that accepts the planted password. */
async function planInPostgres(): Promise<void> {
  const { host, port, user, password: own } = world().postgres;
  const client = new pg.Client({ host, port, user, password: own, database: 'postgres' });
  await client.connect();
  await client.query('drop role if exists planted');
  await client.query(`create role planted login password ${client.escapeLiteral(secrets['password of PostgreSQL'])}`);
  await client.end();
}

/** In and out of files, plain and sealed, with right and wrong words; the sealed one. */
export async function moveFiles(owner: Person, place: Place, ids: readonly string[]): Promise<Buffer> {
  const { cookie } = owner;
  const bad = Buffer.concat([plainFile(secrets['token in a file that is no good']), Buffer.from([1, 2, 3])]);
  const badId = await uploaded(place, bad, cookie);
  expect(await act('readImport', place, { uploadId: badId, passphrase: null }, cookie)).toMatchObject({ ok: false });
  await importFile(place, plainFile(secrets['token in a plain file']), null, cookie);

  const sealing = { kind: 'passphrase', passphrase: secrets['passphrase of a file'] };
  const wanted = { scope: 'selected', ids, sealing, reason: 'Move', password };
  const wrong = { ...wanted, password: secrets['wrong password of a person'] };
  expect(await act('startExport', place, wrong, cookie)).toMatchObject({ code: 'PASSWORD_WRONG' });
  const { id } = value(await act<ExportProgress>('startExport', place, wanted, cookie));
  const { status, bytes: file } = await fetchExport(place, id, cookie);
  expect(status).toBe(200);
  const other = await newTenant(owner, 'Another');
  const wrongId = await uploaded(other, file, cookie);
  const read = { uploadId: wrongId, passphrase: secrets['wrong passphrase of a file'] };
  expect(await act('readImport', other, read, cookie)).toMatchObject({ code: 'IMP-204' });
  await importFile(other, file, secrets['passphrase of a file'], cookie);
  await importFile(place, file, secrets['passphrase of a file'], cookie);
  return file;
}

async function importFile(place: Place, bytes: Buffer, passphrase: string | null, cookie: string): Promise<void> {
  const uploadId = await uploaded(place, bytes, cookie);
  const plan = value(await act<ReadResult>('readImport', place, { uploadId, passphrase }, cookie));
  if (plan.kind !== 'plan') throw new Error('a passphrase is needed');
  const choices = plan.items.map(({ i, outcome }) => ({ i, do: outcome === 'conflict' ? 'override' : 'create' }));
  const input = { uploadId, passphrase, token: plan.token, acceptSigner: true, choices };
  value(await act('applyImport', place, input, cookie));
}

/** One bit of a stored secret turns over: it is put aside, and says so wherever it is asked for. */
export async function damage(owner: Person, place: Place, id: string): Promise<void> {
  const db = new Database(join(world().dataDir, 'keyhaven.db'));
  db.pragma('busy_timeout = 5000');
  db.prepare(
    `update credential_versions set sealed = cast(substr(sealed, 1, length(sealed) - 1) as blob) || x'00' where credential_id = ?`,
  ).run(id);
  db.close();
  expect(await act('checkCredential', place, { id }, owner.cookie)).toMatchObject({ code: 'UNREADABLE' });
}
