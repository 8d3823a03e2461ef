import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { createKey } from '#lib/api-keys/commands.ts';
import { ensureConsumer } from '#lib/consumers/commands.ts';
import { updateCredential } from '#lib/credentials/commands.ts';
import { rowsOf } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { forConsumer, requireKey } from '#lib/gate/key.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { rowOf } from '#lib/grants/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import {
  importConnection,
  importConnections,
  renewConnection,
  updateConnection,
  validateConnection,
} from './commands.ts';
import { getConnection, listConnections } from './queries.ts';
import { keyItem } from './testing.ts';

beforeAll(testDatabase);

describe('a token of one consumer', () => {
  const tokenOf = async (ctx: WorkspaceCtx, externalId: string) => {
    const { token } = await createKey(ctx, { name: 'Test', scopes: ['metadata', 'import'], expiresAt: null });
    const key = await requireKey(`Bearer ${token}`, { requestId: 'req_test', address: '' });
    return forConsumer(key, await ensureConsumer(ctx, externalId));
  };

  it('brings in what is theirs, also under a name that is taken by what it does not see', async () => {
    const ctx = await testWorkspace();
    await importConnection(ctx, keyItem({ consumer: 'ADA' }));
    const own = await tokenOf(ctx, 'ada');
    expect(await importConnection(own, keyItem({ consumer: 'ada' }))).toMatchObject({ outcome: 'created' });
    expect(new Set((await rowsOf(ctx)).map((row) => row.name))).toEqual(
      new Set(['ADA', 'ada (transactional-email+sendgrid)']),
    );
  });

  it('neither sees, changes nor makes anything of another’s', async () => {
    const ctx = await testWorkspace();
    await importConnection(ctx, keyItem({ consumer: 'ada' }));
    const own = await tokenOf(ctx, 'eve');
    for (const consumer of ['ada', 'nobody']) {
      const [result] = await importConnections(own, [keyItem({ consumer, settings: { api_key: 'x' } })]);
      expect(result).toMatchObject({ outcome: 'refused', code: 'NOT_FOUND' });
    }
    expect(await getConnection(own, keyItem({ consumer: 'ada' }))).toMatchObject({ state: 'available' });
    const change = { ...keyItem({ consumer: 'ada', settings: null }), enabled: false };
    await expect(updateConnection(own, change)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const act of [validateConnection, renewConnection])
      await expect(act(own, keyItem({ consumer: 'ada' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await rowsOf(ctx)).toMatchObject([{ version: 1, revision: 1 }]);
  });
});

describe('what is sent of a connection', () => {
  it('is read by the names of the service, other spellings and other words', async () => {
    const ctx = await testWorkspace();
    const read = async (serviceId: string, settings: Record<string, unknown>) => {
      const { credentialId, warnings } = await importConnection(
        ctx,
        keyItem({ consumer: serviceId, serviceId, settings }),
      );
      const { secret, settings: kept } = await openVersion(ctx, credentialId ?? '', 1);
      return { secret, kept, warnings, authType: (await rowOf(ctx, credentialId ?? '')).authType };
    };
    expect(await read('zendesk', { subdomain: 'acme', user: 'a@b.c', password: 'p' })).toMatchObject({
      authType: 'basic',
      secret: { apiToken: 'p' },
      kept: { email: 'a@b.c' },
    });
    expect(await read('twilio', { account_sid: `AC${'0'.repeat(32)}`, auth_token: 'f'.repeat(32) })).toMatchObject({
      authType: 'basic',
    });
    expect(
      await read('PostgreSQL', { host: 'db.example.com', database: 'd', username: 'u', password: 'p' }),
    ).toMatchObject({
      authType: 'database',
      kept: { user: 'u', port: 5432 },
    });
    expect(await read('hubspot', { access_token: 'pat-na1-1', region: 'eu', more: { type: 'x' } })).toMatchObject({
      authType: 'bearer',
      secret: { token: 'pat-na1-1' },
      warnings: [
        'settings.more was left out: it holds nothing but a type.',
        'settings.region was left out: nothing of that name is asked for here.',
      ],
    });
  });

  it('keeps the saved secret only for where it was meant to go', async () => {
    const ctx = await testWorkspace();
    const at = (base_url: string, more = {}) => ({
      ...keyItem({ serviceId: 'rest', unifiedApi: 'script', settings: { base_url, ...more } }),
    });
    const { credentialId } = await importConnection(ctx, at('https://api.example.com', { api_key: 'k-1' }));
    await updateConnection(ctx, at('https://api.example.com/v2', { api_key: '' }));
    expect((await openVersion(ctx, credentialId ?? '', 2)).secret).toEqual({ apiKey: 'k-1' });
    for (const store of [updateConnection, importConnection])
      await expect(store(ctx, at('https://evil.example.net'))).rejects.toMatchObject({
        code: 'SECRET_REQUIRED',
        detail: { fields: ['settings.api_key'] },
      });
    await updateConnection(ctx, at('https://other.example.net', { api_key: 'k-2' }));
    expect(await rowOf(ctx, credentialId ?? '')).toMatchObject({ audience: ['https://other.example.net:443'] });
    expect((await openVersion(ctx, credentialId ?? '', 3)).secret).toEqual({ apiKey: 'k-2' });
  });

  it('is nobody else’s business', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    await importConnection(ctx, keyItem());
    expect(await getConnection(other, keyItem())).toMatchObject({ state: 'available', credentialId: null });
    expect((await listConnections(other, { consumer: 'user-1', configured: true })).length).toBe(0);
    await expect(updateConnection(other, { ...keyItem({ settings: null }), enabled: false })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(importConnection(withRole(ctx, 'builder'), keyItem())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const [row] = await rowsOf(ctx);
    if (!row) throw new Error('There is no credential.');
    const change = { ...row, secret: {}, acceptUntested: true };
    await expect(updateCredential(other, change)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
