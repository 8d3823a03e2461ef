/** A database of one workspace with many OAuth credentials whose tokens live, and a key: `token-prepare.ts <folder> <items>`. */
import { writeFileSync } from 'node:fs';
import { close } from '#db/client.ts';
import { createKey } from '#lib/api-keys/commands.ts';
import { dayMs } from '#lib/clock.ts';
import { asUser, testWorkspace } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import { startSession } from '#lib/sessions/commands.ts';
import { sealWith } from '#lib/vault/seal.ts';
import { bindingOf, encodeSealed } from '#lib/versions/model.ts';
import { databaseOf, ownFolder, writeSetup } from './setup.ts';
import { credentialWriter, openDatabase } from './tables.ts';
import { keyFileOf, pageFileOf, sessionFileOf, targetsFileOf } from './token-place.ts';

const folder = ownFolder();
const items = Number(process.argv[3]);

const ctx = await testWorkspace();
const dataKey = await (await keyring()).current(ctx.tenantId);
const { token } = await createKey(ctx, { name: 'Flows', scopes: ['secrets'], expiresAt: null });
const session = await startSession({ ...asUser(ctx), agent: 'benchmark', replaces: undefined });
await close();
const setup = {
  ctx,
  items,
  dataKey: { keyId: dataKey.keyId, bytes: dataKey.bytes.toString('hex') },
  fileKey: '',
  bystanderId: '',
};
writeSetup(folder, setup);
writeFileSync(keyFileOf(folder), token, { mode: 0o600 });
writeFileSync(sessionFileOf(folder), session, { mode: 0o600 });
writeFileSync(pageFileOf(folder), `/${ctx.tenantSlug}/${ctx.workspaceSlug}/credentials/oauth2`);

const db = openDatabase(databaseOf(folder));
const write = credentialWriter(db, setup);
const insertGrant = db.prepare<[string, string, string, number, number]>(
  `insert into grants (tenant_id, workspace_id, credential_id, version, component, grant_type, is_refreshable, generation,
     tokens_at, access_expires_at, scopes_asked, state, host, lease_generation, sent_count, attempts)
   values (?, ?, ?, 1, 'oauth2', 'authorization_code', 1, 1, ?, ?, '["read"]', 'live', '', 0, 0, 0)`,
);
const now = Date.now();
const endsAt = now + dayMs;
const audience = ['https://api.example.com:443'];
const ids: string[] = [];

db.transaction(() => {
  for (let n = 0; n < items; n += 1) {
    const id = newId('crd');
    const { tenantId, workspaceId } = ctx;
    const settings = {
      baseUrl: 'https://api.example.com/v1',
      grantType: 'authorization_code',
      clientId: 'bench',
      scope: 'read',
    };
    const secret = {
      accessToken: `access-${id}-${'x'.repeat(32)}`,
      refreshToken: `refresh-${id}-${'x'.repeat(32)}`,
      expiresAt: new Date(endsAt).toISOString(),
    };
    const binding = bindingOf({ tenantId, workspaceId, credentialId: id, number: 1, audience });
    const sealed = sealWith(dataKey, binding, encodeSealed({ secret, settings }));
    const version = { id: newId('ver'), number: 1, savedAt: new Date(now) };
    const facts = { identifier: `oauth2-${id}`, name: `Orders ${n}`, component: 'oauth2', authType: 'oauth2' };
    write({ id, ...facts, environment: 'production', settings, metadata: {}, secret, audience, version, sealed }, now);
    insertGrant.run(tenantId, workspaceId, id, now, endsAt);
    ids.push(id);
  }
})();
db.close();
writeFileSync(targetsFileOf(folder), ids.join('\n'));
