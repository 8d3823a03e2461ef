import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { authorizeUrlOf, listPending } from '#lib/vault-sign-ins/queries.ts';
import {
  agree,
  back,
  begin,
  comeBack,
  confirm,
  connectionKey,
  consumerCtx,
  linkTo,
  nonce,
  portal,
  post,
  rowsOf,
  signInsOf,
  testSignIns,
  stateOf,
  toldBy,
  upToConfirm,
} from '#lib/vault-sign-ins/testing.ts';
import { ask } from '../testing.ts';

const { server, place } = testSignIns();

describe('a sign-in of a consumer', () => {
  it('ends in a connection of theirs once the software that asked has confirmed it', async () => {
    const of = await place();
    const begun = await begin(of);
    const sent = new URL(begun.url);
    expect(sent.searchParams.get('redirect_uri')).toBe(`http://localhost:3001/vault/callback/${of.ctx.tenantId}`);
    expect(sent.searchParams.get('scope')).toBe('openid read write');
    expect(sent.searchParams.get('code_challenge_method')).toBe('S256');
    const answer = await comeBack(await agree(begun), begun.cookie);
    expect(toldBy(answer)).toEqual({ nonce, service_id: portal, confirm_token: expect.stringMatching(/^[\w-]{43}$/) });
    expect(answer.headers.getSetCookie()[0]).toMatch(/Max-Age=0/);
    expect(await rowsOf(of)).toEqual([]);
    const ctx = await consumerCtx(of);
    expect([...(await listPending(ctx))]).toEqual([connectionKey]);

    const confirmed = await confirm(of, toldBy(answer)['confirm_token'] ?? '');
    expect(confirmed.body).toMatchObject({ status_code: 200, data: { confirmed: true } });
    const [row, ...others] = await rowsOf(of);
    expect(others).toEqual([]);
    const consumerId = ctx.limits.consumerId;
    expect(row).toMatchObject({ consumerId, connectionKey, name: 'ada-shop', environment: 'production' });
    expect(row).toMatchObject({ state: 'passed', account: 'ada', authType: 'oauth2' });
    const { secret } = await openVersion(ctx, row?.id ?? '', 1);
    expect(Object.keys(secret)).toEqual(expect.arrayContaining(['accessToken', 'refreshToken']));
    const [grant] = await read()
      .select()
      .from(grants)
      .where(eq(grants.credentialId, row?.id ?? ''));
    expect(grant).toMatchObject({ state: 'live', scopesAsked: ['openid', 'read', 'write'] });
    expect([...(await listPending(ctx))]).toEqual([]);
    const trail = await read()
      .select()
      .from(audit)
      .where(eq(audit.targetId, row?.id ?? ''));
    expect(trail).toMatchObject([{ action: 'credential.connected', actorLabel: 'Test' }]);
  });

  it('asks for no more than the OAuth app has, and for less where that is said', async () => {
    const of = await place();
    const { url } = await begin(of, { scope: 'openid read' });
    expect(new URL(url).searchParams.get('scope')).toBe('openid read');
    const more = await ask('GET', linkTo(of, { state: await stateOf(of), nonce, scope: 'openid admin' }));
    expect(more.status).toBe(400);
    expect(more.text).not.toContain('admin');
  });

  it('begins from the link of a connection as well, and several do not disturb each other', async () => {
    const of = await place();
    await stateOf(of);
    const link = await authorizeUrlOf(await consumerCtx(of), connectionKey, back);
    const { pathname, search } = new URL(link ?? '');
    expect(pathname).toBe(`/vault/authorize/${portal}/${of.ctx.workspaceId}`);
    const answers = await Promise.all([1, 2].map(() => ask('GET', `${pathname}${search}&nonce=${nonce}`)));
    const all = answers.map((one) => one.headers.getSetCookie()[0]?.split(';')[0] ?? '');
    for (const answer of answers) {
      const address = await agree({ url: answer.headers.get('location') ?? '', cookie: '' });
      expect(toldBy(await comeBack(address, all.join('; ')))).toHaveProperty('confirm_token');
    }
  });

  it('keeps neither state, verifier, cookie, tokens nor confirm token in clear', async () => {
    const of = await place();
    const begun = await begin(of);
    const address = await agree(begun);
    const confirmToken = toldBy(await comeBack(address, begun.cookie))['confirm_token'] ?? '';
    const [row] = await signInsOf(of);
    const text = JSON.stringify({ ...row, sealed: row?.sealed.toString('latin1') });
    const secrets = [new URLSearchParams(address.split('?')[1]).get('state'), begun.cookie.split('=')[1], confirmToken];
    for (const secret of secrets) expect(text).not.toContain(secret);
    await confirm(of, confirmToken);
    const [saved] = await rowsOf(of);
    const { secret } = await openVersion(of.ctx, saved?.id ?? '', 1);
    expect(row?.sealed.includes(secret['refreshToken'] ?? 'none')).toBe(false);
    expect((await signInsOf(of))[0]).toMatchObject({ state: 'done', sealed: Buffer.alloc(0) });
  });

  it('connects again with the same id, another version, and without its failure', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    const [first] = await rowsOf(of);
    const id = first?.id ?? '';
    await transact(async (tx) => {
      await tx.update(credentials).set({ state: 'reconnect' }).where(eq(credentials.id, id));
      await tx.update(grants).set({ state: 'reconnect', refreshDueAt: null }).where(eq(grants.credentialId, id));
    });
    expect((await confirm(of, await upToConfirm(of))).status).toBe(200);
    expect(await rowsOf(of)).toMatchObject([{ id, version: 2, state: 'passed', connectionKey }]);
    const [grant] = await read().select().from(grants).where(eq(grants.credentialId, id));
    expect(grant).toMatchObject({ state: 'live', version: 2 });
  });

  it('gives each of a consumer‘s connections and each consumer a name that is free', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    const other = `/vault/connections/ecommerce/${portal}`;
    const answer = await post(of, 'callback-state', { redirect_uri: back }, 'ada-shop', other);
    const { state } = (answer.body as { data: { state: string } }).data;
    const started = await ask('GET', linkTo(of, { state, nonce }));
    const cookie = started.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const address = await agree({ url: started.headers.get('location') ?? '', cookie });
    const token = toldBy(await comeBack(address, cookie))['confirm_token'] ?? '';
    expect((await confirm(of, token, 'ada-shop', other)).status).toBe(200);
    await confirm(of, await upToConfirm(of, 'grace', 'ADA-SHOP'), 'ADA-SHOP');
    expect((await rowsOf(of)).map((row) => row.name).toSorted()).toEqual([
      `ADA-SHOP (${connectionKey})`,
      'ada-shop',
      `ada-shop (ecommerce+${portal})`,
    ]);
  });
});

describe('what goes wrong at the provider', () => {
  it('is told to the page that asked: consent that was denied', async () => {
    const of = await place();
    const begun = await begin(of);
    const address = await agree(begun, { login: 'ada', allow: 'nothing' });
    expect(toldBy(await comeBack(address, begun.cookie))).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringContaining('was not allowed to give access'),
      nonce,
      service_id: portal,
    });
    expect((await comeBack(address, begun.cookie)).status).toBe(410);
    expect(server().traffic.tokenRequests).toBe(0);
  });

  it('is told to the page that asked: no tokens for the code', async () => {
    const of = await place();
    const begun = await begin(of);
    const address = await agree(begun);
    server().behaviour.failWith = '500';
    expect(toldBy(await comeBack(address, begun.cookie))).toMatchObject({
      error: expect.stringMatching(/^\w+$/),
      nonce,
    });
    server().behaviour.failWith = null;
    expect(await signInsOf(of)).toMatchObject([{ state: 'failed' }]);
    expect(await rowsOf(of)).toEqual([]);
  });

  it('is 422 when the app does not accept what it gave: nothing is stored, and it is given back', async () => {
    const of = await place();
    server().behaviour.answer = { access_token: 'a-token-nobody-knows' };
    const token = await upToConfirm(of);
    server().behaviour.answer = {};
    expect(await signInsOf(of)).toMatchObject([{ state: 'waiting' }]);
    const answer = await confirm(of, token);
    expect(answer.status, answer.text).toBe(422);
    expect(answer.body).toMatchObject({ type_name: 'ConnectorCredentialsError' });
    expect(await rowsOf(of)).toEqual([]);
    expect(server().traffic.revokedGrants).toHaveLength(1);
    expect((await confirm(of, token)).status).toBe(410);
  });
});
