/** An export without the product: what must be done to the rows and to the disk, and nothing else. */
import { createHash, createPrivateKey, createSecretKey, generateKeyPairSync, sign } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { serialize } from 'bson';
import { frameBinding, openBox, seal, versionBinding } from './box.ts';
import { measured } from './measure.ts';
import { databaseOf, fileOf, ownFolder, readSetup } from './setup.ts';
import { auditWriter, openDatabase } from './tables.ts';

const rowsPerTransaction = 200;

interface Row {
  readonly id: string;
  readonly identifier: string;
  readonly name: string;
  readonly component: string;
  readonly auth_type: string;
  readonly environment: string;
  readonly metadata: string;
  readonly audience: string;
  readonly number: number;
  readonly version_id: string;
  readonly sealed: Buffer;
  readonly saved_at: number;
}

const folder = ownFolder();
const setup = readSetup(folder);
const { ctx } = setup;
const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
const db = openDatabase(databaseOf(folder));
const signer = generateKeyPairSync('ed25519');
const der = signer.privateKey.export({ format: 'der', type: 'pkcs8' });

const select = db.prepare<[{ tenantId: string; workspaceId: string; after: string }], Row>(
  `select c.id, c.identifier, c.name, c.component, c.auth_type, c.environment, c.metadata,
          v.audience, v.number, v.version_id, v.sealed, v.saved_at
   from credentials c join credential_versions v
     on v.tenant_id = c.tenant_id and v.workspace_id = c.workspace_id and v.credential_id = c.id and v.number = c.version
   where c.tenant_id = @tenantId and c.workspace_id = @workspaceId and c.id > @after and c.deleted_at is null
   order by c.id limit ${rowsPerTransaction}`,
);

function* pages(): Generator<Row[]> {
  let after = '';
  for (;;) {
    const rows = select.all({ ...place, after });
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)?.id ?? '';
  }
}

function itemOf(row: Row, dataKey: ReturnType<typeof createSecretKey>): Record<string, unknown> {
  const audience = JSON.parse(row.audience) as string[];
  const binding = versionBinding({ ...place, credentialId: row.id, number: row.number, audience });
  const { secret, settings } = JSON.parse(openBox(dataKey, binding, row.sealed).toString('utf8')) as Record<
    string,
    unknown
  >;
  return {
    identifier: row.identifier,
    name: row.name,
    component: row.component,
    authType: row.auth_type,
    environment: row.environment,
    settings,
    metadata: JSON.parse(row.metadata) as unknown,
    secret,
    audience,
    version: { id: row.version_id, number: row.number, savedAt: new Date(row.saved_at) },
  };
}

function run(): void {
  const count = setup.items;
  const dataKey = createSecretKey(setup.dataKey.bytes, 'hex');
  const fileKey = createSecretKey(setup.fileKey, 'hex');
  const audit = auditWriter(db, setup, 'credential.exported');
  const recordAll = db.transaction((rows: readonly Row[]) => {
    for (const row of rows) audit(row, Date.now());
  });
  const file = openSync(fileOf(folder), 'w');
  const body = createHash('sha256');
  const write = (bytes: Uint8Array): void => {
    body.update(bytes);
    writeSync(file, bytes);
  };

  const header = serialize({ resourceType: 'credential', format: 'keyhaven', formatVersion: 1, count });
  const headerHash = createHash('sha256').update(header).digest();
  write(header);
  let i = 0;
  for (const rows of pages()) {
    recordAll.immediate(rows);
    const frames = rows.map((row) => {
      i += 1;
      const last = i === count;
      const box = seal(fileKey, frameBinding(headerHash, i, last), serialize(itemOf(row, dataKey)));
      return serialize({ i, last, box });
    });
    write(Buffer.concat(frames));
  }
  const sha256 = body.digest();
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  writeSync(file, serialize({ count, sha256, signature: sign(null, sha256, key) }));
  closeSync(file);
}

await measured(async () => run());

const recorded = db.prepare<[], number>(`select count(*) from audit where action = 'credential.exported'`).pluck();
if (recorded.get() !== setup.items) throw new Error(`${String(recorded.get())} were recorded.`);
db.close();
