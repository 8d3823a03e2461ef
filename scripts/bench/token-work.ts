/**
 * What handing a token out takes at the least: the key by its hash, the credential with its sealed version, AES-GCM, and an
 * audit row on disk before the answer, many in one commit. For a plain server and for a route of Next.
 */
import { createHash, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBox, versionBinding } from './box.ts';
import type { Setup } from './setup.ts';
import { auditWriter, openDatabase } from './tables.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  readonly auth_type: string;
  readonly number: number;
  readonly audience: string;
  readonly sealed: Buffer;
  readonly access_expires_at: number;
}

interface Sealed {
  readonly secret: { readonly accessToken: string };
  readonly settings: object;
}

interface Place {
  readonly tenant_id: string;
  readonly workspace_id: string;
}

const keyText = `select tenant_id, workspace_id from api_keys
  where token_hash = ? and revoked_at is null and (expires_at is null or expires_at > ?)`;

// Behind casts, as the product has its values: bare ones would have the join planned at each request.
const credentialText = `select c.id, c.name, c.component, c.auth_type, v.number, v.audience, v.sealed, g.access_expires_at
  from credentials c
  join credential_versions v on v.tenant_id = c.tenant_id and v.workspace_id = c.workspace_id
   and v.credential_id = c.id and v.number = c.version
  join grants g on g.tenant_id = c.tenant_id and g.workspace_id = c.workspace_id and g.credential_id = c.id
   and g.version = c.version
  where c.tenant_id = cast(? as text) and c.workspace_id = cast(? as text) and c.id = cast(? as text)
   and c.deleted_at is null`;

/** The answer as JSON; null: no such key, or no such credential. */
export type Work = (authorization: string, id: string) => Promise<string | null>;

export function openWork(folder: string): Work {
  const setup = JSON.parse(readFileSync(join(folder, 'setup.json'), 'utf8')) as Setup;
  const db = openDatabase(join(folder, 'data', 'keyhaven.db'));
  const dataKey = createSecretKey(setup.dataKey.bytes, 'hex');
  const findKey = db.prepare<[string, number], Place>(keyText);
  const findCredential = db.prepare<[string, string, string], Row>(credentialText);
  const audit = auditWriter(db, setup, 'credential.token_issued');
  const queue: { readonly row: Row; readonly done: () => void }[] = [];
  const writeGroup = db.transaction((group: typeof queue) => {
    const now = Date.now();
    for (const { row } of group) audit(row, now);
  });
  const flush = (): void => {
    const group = queue.splice(0);
    writeGroup.immediate(group);
    for (const { done } of group) done();
  };
  const written = (row: Row): Promise<void> =>
    new Promise((done) => {
      if (queue.push({ row, done }) === 1) setImmediate(flush);
    });

  return async (authorization, id) => {
    const hash = createHash('sha256').update(authorization.slice('Bearer '.length)).digest('hex');
    const place = findKey.get(hash, Date.now());
    const row = place && findCredential.get(place.tenant_id, place.workspace_id, id);
    if (!place || !row) return null;
    const { tenant_id: tenantId, workspace_id: workspaceId } = place;
    const audience = JSON.parse(row.audience) as string[];
    const binding = versionBinding({ tenantId, workspaceId, credentialId: id, number: row.number, audience });
    const { secret, settings } = JSON.parse(openBox(dataKey, binding, row.sealed).toString('utf8')) as Sealed;
    await written(row);
    return JSON.stringify({
      credentialId: row.id,
      name: row.name,
      component: row.component,
      authType: row.auth_type,
      version: row.number,
      expiresAt: new Date(row.access_expires_at).toISOString(),
      accessToken: secret.accessToken,
      tokenType: 'Bearer',
      secret: { accessToken: secret.accessToken },
      settings,
      audience,
    });
  };
}
