import { and, eq } from 'drizzle-orm';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { read } from '#db/client.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { consumers } from '#db/schema/consumers.ts';
import { ensureConsumer } from '#lib/consumers/commands.ts';
import { createUserToken } from '#lib/user-tokens/commands.ts';
import { vaultPage } from '#lib/vault-sign-ins/schema.ts';
import { back, door, keyCtx, nonce, type Place, post, testSignIns } from '#lib/vault-sign-ins/testing.ts';
import { ask, type Answer } from '../testing.ts';

const { place } = testSignIns();

const evil = 'https://evil.example.com/';
const known = { account_name: 'Ada’s shop', email: 'ada@shop.example.com' };

/** The same place with a token of one consumer, in the hands of that consumer. */
async function consumersOwn(of: Place): Promise<Place> {
  const { id } = await ensureConsumer(of.ctx, 'ada-shop', known);
  return { ...of, key: (await createUserToken(await keyCtx(of), id)).token };
}

const open = (of: Place, body: unknown, consumer = 'ada-shop') => post(of, 'sessions', body, consumer, '/vault');

const tokenOf = ({ status, text, body }: Answer): string => {
  expect(status, text).toBe(200);
  return (body as { data: { session_token: string } }).data.session_token;
};

const consumerRow = async ({ ctx }: Place, externalId = 'ada-shop') => {
  const here = and(eq(consumers.tenantId, ctx.tenantId), eq(consumers.externalId, externalId));
  const [row] = await read().select().from(consumers).where(here);
  return row;
};

const sessionsOf = ({ ctx }: Place) =>
  read()
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.tenantId, ctx.tenantId), eq(apiKeys.kind, 'session')));

describe('a consumer with a user token', () => {
  it('makes no session that says where sign-ins end', async () => {
    const of = await consumersOwn(await place());
    for (const redirect_uri of [evil, ` ${evil} `, back, 'http://127.0.0.1/', `${vaultPage()}/../x`])
      expect(await open(of, { redirect_uri }), redirect_uri).toMatchObject({
        status: 403,
        body: { code: 'SESSION_REFUSED', type_name: 'ForbiddenError' },
      });
    expect(await sessionsOf(of)).toEqual([]);
  });

  it('makes one whose sign-ins end on our page alone', async () => {
    const of = await consumersOwn(await place());
    for (const body of [undefined, {}, { redirect_uri: '' }, { redirect_uri: null }]) {
      const session = { ...of, key: tokenOf(await open(of, body)) };
      expect(decodeJwt(session.key)).toMatchObject({ redirect_uri: null });
      const elsewhere = await post(session, 'callback-state', { redirect_uri: evil });
      expect(elsewhere).toMatchObject({ status: 403, body: { code: 'SESSION_REFUSED' } });
      expect((await post(session, 'callback-state', { redirect_uri: vaultPage() })).status).toBe(200);
      const shown = await ask('GET', door, { key: session.key });
      const { data } = shown.body as { data: { authorize_url: string } };
      const link = new URL(data.authorize_url);
      expect(decodeJwt(link.searchParams.get('state') ?? '')).toMatchObject({ redirect: vaultPage() });
      const led = new URLSearchParams({ nonce, redirect_uri: evil });
      expect((await ask('GET', `${link.pathname}${link.search}&${led}`)).status).toBe(403);
    }
  });

  it('does not say how the page looks, nor whose it is', async () => {
    const of = await consumersOwn(await place());
    const theme = { vault_name: 'Your bank', logo: evil, terms_url: evil, privacy_url: evil, primary_color: '#fff' };
    const consumer_metadata = { account_name: 'Your bank', user_name: 'Support', email: 'support@bank.example.com' };
    const settings = { unified_apis: ['crm'], allow_actions: ['delete'] };
    const claims = decodeJwt(tokenOf(await open(of, { theme, consumer_metadata, settings })));
    expect(claims['theme']).toEqual({});
    expect(claims['consumer_metadata']).toEqual({});
    expect(claims).toMatchObject({ consumer_id: 'ada-shop', settings });
    expect(await consumerRow(of)).toMatchObject({ metadata: known });
  });

  it('leaves all of it to the tenant’s key', async () => {
    const of = await place();
    const theme = { vault_name: 'Our connections', terms_url: 'https://shop.example.com/terms' };
    const claims = decodeJwt(tokenOf(await open(of, { redirect_uri: back, theme, consumer_metadata: known })));
    expect(claims).toMatchObject({ redirect_uri: back, theme, consumer_metadata: known });
    expect(await consumerRow(of)).toMatchObject({ metadata: known });
  });
});

describe('a session that says more than a token has room for', () => {
  const long = `https://example.com/${'a'.repeat(2_000)}`;
  const theme = { logo: long, favicon: long, terms_url: long, privacy_url: long };

  it('makes nobody, and changes nothing that is known of somebody', async () => {
    const of = await place();
    const asked = { theme, consumer_metadata: { account_name: 'Another name' } };
    expect((await open(of, asked)).status).toBe(400);
    expect(await consumerRow(of)).toBeUndefined();
    await ensureConsumer(of.ctx, 'ada-shop', known);
    expect((await open(of, asked)).status).toBe(400);
    expect(await consumerRow(of)).toMatchObject({ metadata: known });
    expect(await sessionsOf(of)).toEqual([]);
  });
});
