/** Refreshes without the product: a row is opened, its provider asked, the answer sealed and stored; eight at once. */
import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { openBox, seal, versionBinding } from './box.ts';
import { measured } from './measure.ts';
import { databaseOf, issuerFileOf, ownFolder, readSetup } from './setup.ts';
import { auditWriter, openDatabase } from './tables.ts';

const atOnce = 8;

const folder = ownFolder();
const setup = readSetup(folder);
const place = { tenantId: setup.ctx.tenantId, workspaceId: setup.ctx.workspaceId };
const tokenUrl = `${readFileSync(issuerFileOf(folder), 'utf8')}/token`;
const db = openDatabase(databaseOf(folder));
const dataKey = createSecretKey(setup.dataKey.bytes, 'hex');
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
const basic = `Basic ${Buffer.from('bench:secret of the benchmark').toString('base64')}`;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly audience: string;
  readonly number: number;
  readonly sealed: Buffer;
}

interface Answer {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

const due = db.prepare<[], Row>(
  `select c.id, c.name, v.audience, v.number, v.sealed from grants g
   join credentials c on c.tenant_id = g.tenant_id and c.workspace_id = g.workspace_id and c.id = g.credential_id
   join credential_versions v
     on v.tenant_id = g.tenant_id and v.workspace_id = g.workspace_id and v.credential_id = g.credential_id
    and v.number = g.version
   where g.refresh_due_at <= unixepoch('subsec') * 1000 order by g.refresh_due_at`,
);
const setVersion = db.prepare(
  'update credential_versions set sealed = ? where tenant_id = ? and workspace_id = ? and credential_id = ? and number = ?',
);
const setGrant = db.prepare(
  `update grants set generation = generation + 1, access_expires_at = ?, refresh_due_at = ?, refreshed_at = ?
   where tenant_id = ? and workspace_id = ? and credential_id = ?`,
);
const audit = auditWriter(db, setup, 'credential.refreshed');

function ask(refreshToken: string): Promise<Answer> {
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }).toString();
  const headers = { authorization: basic, 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const sent = request(tokenUrl, { method: 'POST', agent, headers }, (response) => {
      text(response).then((said) => resolve(JSON.parse(said) as Answer), reject);
    });
    sent.once('error', reject).end(body);
  });
}

const store = db.transaction((row: Row, sealed: Buffer, seconds: number) => {
  const now = Date.now();
  const endsAt = now + seconds * 1_000;
  setVersion.run(sealed, place.tenantId, place.workspaceId, row.id, row.number);
  setGrant.run(endsAt, now + seconds * 800, now, place.tenantId, place.workspaceId, row.id);
  audit(row, now);
});

async function refresh(row: Row): Promise<void> {
  const audience = JSON.parse(row.audience) as string[];
  const binding = versionBinding({ ...place, credentialId: row.id, number: row.number, audience });
  const { secret, settings } = JSON.parse(openBox(dataKey, binding, row.sealed).toString('utf8')) as {
    secret: Record<string, string>;
    settings: object;
  };
  const answer = await ask(secret['refreshToken'] ?? '');
  const fresh = { ...secret, accessToken: answer.access_token, refreshToken: answer.refresh_token };
  const sealed = seal(dataKey, binding, Buffer.from(JSON.stringify({ secret: fresh, settings })));
  store.immediate(row, sealed, answer.expires_in);
}

await measured(async () => {
  const rows = due.all();
  const lane = async (): Promise<void> => {
    for (let row = rows.pop(); row; row = rows.pop()) await refresh(row);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
});

const refreshed = db.prepare<[], number>(`select count(*) from audit where action = 'credential.refreshed'`).pluck();
if (refreshed.get() !== setup.items) throw new Error(`${String(refreshed.get())} were refreshed.`);
agent.destroy();
db.close();
