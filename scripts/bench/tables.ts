/** The rows of an import or export by prepared statements: the database as it is, without the product in front. */
import { createHmac, createSecretKey } from 'node:crypto';
import Database from 'better-sqlite3';
import type { Setup } from './setup.ts';

type Row = Readonly<Record<string, string | number | Buffer | null>>;

/** The settings the product runs with: WAL, and every commit on disk. */
export function openDatabase(path: string): Database.Database {
  const db = new Database(path, { fileMustExist: true });
  for (const pragma of ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on']) db.pragma(pragma);
  return db;
}

const insertInto = (db: Database.Database, table: string, columns: readonly string[]) =>
  db.prepare<[Row]>(
    `insert into ${table} (${columns.join(', ')}) values (${columns.map((column) => `@${column}`).join(', ')})`,
  );

const credentialColumns = [
  'tenant_id',
  'workspace_id',
  'id',
  'identifier',
  'name',
  'name_key',
  'component',
  'auth_type',
  'environment',
  'settings',
  'metadata',
  'audience',
  'version',
  'revision',
  'state',
  'created_at',
  'created_by',
  'updated_at',
];

const versionColumns = [
  'tenant_id',
  'workspace_id',
  'credential_id',
  'number',
  'version_id',
  'sealed',
  'secret_fields',
  'audience',
  'saved_at',
  'saved_by',
  'saved_by_label',
  'reason',
];

const auditColumns = [
  'tenant_id',
  'id',
  'at',
  'workspace_id',
  'actor_kind',
  'actor_id',
  'actor_label',
  'action',
  'target_kind',
  'target_id',
  'target_label',
  'detail',
  'request_id',
  'address',
  'key_id',
  'mac',
];

export interface NewCredential {
  readonly id: string;
  readonly identifier: string;
  readonly name: string;
  readonly component: string;
  readonly authType: string;
  readonly environment: string;
  readonly settings: object;
  readonly metadata: object;
  readonly secret: object;
  readonly audience: readonly string[];
  readonly version: { readonly id: string; readonly number: number; readonly savedAt: Date };
  readonly sealed: Buffer;
}

/** Writes a credential with its version. */
export function credentialWriter(db: Database.Database, { ctx }: Setup) {
  const place = { tenant_id: ctx.tenantId, workspace_id: ctx.workspaceId };
  const insertCredential = insertInto(db, 'credentials', credentialColumns);
  const insertVersion = insertInto(db, 'credential_versions', versionColumns);
  return (one: NewCredential, now: number): void => {
    const audience = JSON.stringify(one.audience);
    insertCredential.run({
      ...place,
      id: one.id,
      identifier: one.identifier,
      name: one.name,
      name_key: one.name.toLowerCase(),
      component: one.component,
      auth_type: one.authType,
      environment: one.environment,
      settings: JSON.stringify(one.settings),
      metadata: JSON.stringify(one.metadata),
      audience,
      version: one.version.number,
      revision: 1,
      state: 'unverified',
      created_at: now,
      created_by: ctx.actor.id,
      updated_at: now,
    });
    insertVersion.run({
      ...place,
      credential_id: one.id,
      number: one.version.number,
      version_id: one.version.id,
      sealed: one.sealed,
      secret_fields: JSON.stringify(Object.keys(one.secret)),
      audience,
      saved_at: one.version.savedAt.getTime(),
      saved_by: ctx.actor.id,
      saved_by_label: ctx.actor.label,
      reason: 'imported',
    });
  };
}

/** Writes one audit row with its keyed MAC. */
export function auditWriter(db: Database.Database, { ctx, dataKey }: Setup, action: string) {
  const insert = insertInto(db, 'audit', auditColumns);
  const key = createSecretKey(dataKey.bytes, 'hex');
  let n = 0;
  return (target: { id: string; name: string }, now: number): void => {
    n += 1;
    const row = {
      tenant_id: ctx.tenantId,
      id: `aud_${now.toString(36)}${String(n).padStart(10, '0')}`,
      at: now,
      workspace_id: ctx.workspaceId,
      actor_kind: ctx.actor.kind,
      actor_id: ctx.actor.id,
      actor_label: ctx.actor.label,
      action,
      target_kind: 'credential',
      target_id: target.id,
      target_label: target.name,
      detail: '{}',
      request_id: ctx.requestId,
      address: ctx.address,
      key_id: dataKey.keyId,
    };
    const mac = createHmac('sha256', key).update(JSON.stringify(row)).digest();
    insert.run({ ...row, mac });
  };
}
