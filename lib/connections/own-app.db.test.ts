import { describe, expect, it } from 'vitest';
import { createKey } from '#lib/api-keys/commands.ts';
import { oauth2 } from '#lib/catalog/manifests/oauth2.ts';
import { testServer } from '#lib/connects/testing.ts';
import { ensureConsumer } from '#lib/consumers/commands.ts';
import { rowsOf } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { forConsumer, requireKey } from '#lib/gate/key.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, startProvider } from '#lib/grants/testing.ts';
import { ownComponents } from '#lib/testing.ts';
import { importConnection, importConnections } from './commands.ts';
import type { ConnectionInput } from './schema.ts';

/** Components of an operator's own whose only tokens are those of the OAuth app: at any address, and at one. */
const provider = testServer(async () => {
  const server = await startProvider();
  const methods = oauth2.authMethods.map((one) => ({
    ...one,
    oauth: one.oauth && { ...one.oauth, grants: ['client_credentials'] },
  }));
  const component = (id: string, audience: object) => {
    const authMethods = methods.map((one) => ({ ...one, audience }));
    return { ...oauth2, id, name: id, authMethods };
  };
  ownComponents([
    component('freight', { from: 'url', field: 'baseUrl' }),
    component('port', { from: 'fixed', destinations: [server.issuer] }),
  ]);
  return server;
});

async function place() {
  const ctx = await testWorkspace();
  for (const component of ['freight', 'port']) await addApp(ctx, provider(), { component });
  const { token } = await createKey(ctx, { name: 'Test', scopes: ['metadata', 'import'], expiresAt: null });
  const key = await requireKey(`Bearer ${token}`, { requestId: 'req_test', address: '' });
  const ofConsumer: WorkspaceCtx = forConsumer(key, await ensureConsumer(ctx, 'ada'));
  return { ctx, key, ofConsumer };
}

const tokensOf = (serviceId: string, testPath = '/me-api'): ConnectionInput => ({
  consumer: 'ada',
  unifiedApi: 'crm',
  serviceId,
  credentials: { access_token: 'access' },
  settings: { base_url: provider().issuer, test_path: testPath },
});

const forbidden = { code: 'FORBIDDEN', detail: { permission: 'oauth_app.update' } };

describe('imported tokens of an OAuth app itself', () => {
  it('go to no address that whoever imports has named, unless they keep the app', async () => {
    const { ctx, key, ofConsumer } = await place();
    for (const as of [key, ofConsumer]) {
      await expect(importConnection(as, tokensOf('freight'))).rejects.toMatchObject(forbidden);
      const [refused] = await importConnections(as, [tokensOf('freight')]);
      expect(refused).toMatchObject({ outcome: 'refused', code: 'FORBIDDEN' });
    }
    expect(await rowsOf(ctx)).toEqual([]);
    expect(await importConnection(ctx, tokensOf('freight'))).toMatchObject({ outcome: 'created' });
  });

  it('stay at the address they have, whoever sends them again', async () => {
    const { ctx, key } = await place();
    await importConnection(ctx, tokensOf('freight'));
    expect(await importConnection(key, tokensOf('freight', '/me-api?n=1'))).toMatchObject({ outcome: 'updated' });
    const item = tokensOf('freight');
    const elsewhere = { ...item, settings: { base_url: 'https://evil.example.net' } };
    await expect(importConnection(key, elsewhere)).rejects.toMatchObject(forbidden);
    expect(await rowsOf(ctx)).toMatchObject([{ version: 2, settings: { baseUrl: provider().issuer } }]);
  });

  it('go to the one address their component has, and are never an end user’s', async () => {
    const { key, ofConsumer } = await place();
    await expect(importConnection(ofConsumer, tokensOf('port'))).rejects.toMatchObject(forbidden);
    expect(await importConnection(key, tokensOf('port'))).toMatchObject({ outcome: 'created' });
  });
});
