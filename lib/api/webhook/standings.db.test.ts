import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testDatabase } from '#db/testing.ts';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { endpointAt, eventRows, startReceiver, type Receiver } from '#lib/deliveries/testing.ts';
import { refreshDue } from '#lib/grants/commands.ts';
import { addApp, startProvider } from '#lib/grants/testing.ts';
import { entityOf } from '#lib/messages/model.ts';
import { onlyId, testVault } from '../vault/testing.ts';

let provider: OauthServer;
let receiver: Receiver;
beforeAll(async () => {
  await testDatabase();
  [provider, receiver] = [await startProvider(), await startReceiver()];
});
beforeEach(() => provider.reset());
afterAll(() => Promise.all([provider.stop(), receiver.close()]));

const standing = z.object({ state: z.string(), health: z.string().optional(), enabled: z.boolean() });
const answer = z.object({ data: standing });

/** What a receiver in Apideck's form is told of each event, the newest last. */
const told = async (ctx: WorkspaceCtx) =>
  (await eventRows(ctx)).map(({ type, payload }) => [type, standing.parse(entityOf(ctx.workspaceId, payload))]);

async function vaultHeard() {
  // Nothing is sent in this file: the outbox is what is looked at.
  const vault = await testVault('http://127.0.0.1:1');
  await endpointAt(vault.ctx, receiver.url, { form: 'apideck' });
  const shown = async (path: string) => answer.parse((await vault.call('GET', path)).body).data;
  return { ...vault, shown };
}

describe('what a webhook says of a connection', () => {
  it('is what the API says of it right after: imported, switched off, deleted', async () => {
    const { ctx, call, shown } = await vaultHeard();
    const path = '/transactional-email/sendgrid';
    await call('POST', `${path}/import`, { settings: { api_key: 'SG.first-key' } });
    const imported = { state: 'callable', health: 'ok', enabled: true };
    expect(await shown(path)).toEqual(imported);
    expect(await told(ctx)).toEqual([['vault.connection.created', imported]]);
    await call('PATCH', path, { enabled: false });
    const disabled = { ...imported, enabled: false };
    expect(await shown(path)).toEqual(disabled);
    expect((await told(ctx)).at(-1)).toEqual(['vault.connection.disabled', disabled]);
    await call('DELETE', path);
    expect(await shown(path)).toEqual({ state: 'available', enabled: false });
    expect((await told(ctx)).at(-1)).toEqual(['vault.connection.deleted', { state: 'available', enabled: false }]);
  });

  it('is that a person has to sign in again once a refresh has failed, and stays what it was then', async () => {
    const { ctx, call, shown } = await vaultHeard();
    await addApp(ctx, provider);
    const settings = { base_url: provider.issuer };
    const path = '/crm/oauth2';
    await call('POST', `${path}/import`, { settings, credentials: { access_token: 'a', refresh_token: 'unknown' } });
    const waiting = { state: 'callable', health: 'pending_refresh', enabled: true };
    expect(await shown(path)).toEqual(waiting);
    await refreshDue(ctx, await onlyId(ctx));
    const ended = { state: 'added', health: 'revoked', enabled: true };
    expect(await shown(path)).toEqual(ended);
    const events = [
      ['vault.connection.created', waiting],
      ['vault.connection.token_refresh.failed', ended],
    ];
    expect(await told(ctx)).toEqual(events);
    const { accessToken, refreshToken } = await provider.newGrant();
    const credentials = { access_token: accessToken, refresh_token: refreshToken, expires_in: 3_600 };
    await call('POST', `${path}/import`, { credentials: { ...credentials, issued_at: new Date().toISOString() } });
    expect(await shown(path)).toEqual({ state: 'callable', health: 'ok', enabled: true });
    expect((await told(ctx)).slice(0, 2)).toEqual(events);
  });

  it('is that it can be used still while a refresh is tried again', async () => {
    const { ctx, call, shown } = await vaultHeard();
    await addApp(ctx, provider);
    const { accessToken, refreshToken } = await provider.newGrant();
    const credentials = { access_token: accessToken, refresh_token: refreshToken };
    await call('POST', '/crm/oauth2/import', { settings: { base_url: provider.issuer }, credentials });
    provider.behaviour.failWith = '500';
    await refreshDue(ctx, await onlyId(ctx));
    const waiting = { state: 'callable', health: 'pending_refresh', enabled: true };
    expect(await shown('/crm/oauth2')).toEqual(waiting);
    expect((await told(ctx)).at(-1)).toEqual(['vault.connection.token_refresh.pending', waiting]);
  });
});
