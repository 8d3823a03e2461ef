import { describe, expect, it } from 'vitest';
import { revokeToken, tokenToRevoke } from './revocation.ts';
import { answering, client, formOf, providerFor, type Reply } from './testing.ts';

describe('access is taken back', () => {
  const both = { accessToken: 'acc', refreshToken: 'ref' };
  async function revoked(id: string) {
    const provider = providerFor(id);
    const { deps, requests } = answering(provider, { status: 200, body: '' });
    const given = tokenToRevoke(provider, both);
    if (!given) throw new Error(`${id} has no way to take access back.`);
    expect(await revokeToken(provider, client, given, deps)).toEqual({ ok: true });
    return requests[0];
  }

  it('of GitHub by the client, with the access token in JSON', async () => {
    const request = await revoked('github');
    expect(request).toMatchObject({
      method: 'DELETE',
      url: 'https://api.github.com/applications/client-7/grant',
      audience: ['https://github.com:443', 'https://api.github.com:443'],
    });
    expect(JSON.parse(String(request?.body))).toEqual({ access_token: 'acc' });
    expect(request?.headers?.['authorization']).toMatch(/^Basic /);
  });

  it('of Slack by the token itself', async () => {
    const request = await revoked('slack');
    expect(request?.headers).toMatchObject({ authorization: 'Bearer acc' });
    expect(request?.body).toBeUndefined();
  });

  it('of Google, Salesforce and Zoho by whoever has the token', async () => {
    for (const id of ['google', 'salesforce', 'zoho']) {
      const request = await revoked(id);
      expect(formOf(request), id).toEqual({ token: 'ref', token_type_hint: 'refresh_token' });
      expect(request?.headers).not.toHaveProperty('authorization');
    }
  });

  it('of HubSpot and Xero as RFC 7009 has it', async () => {
    expect(formOf(await revoked('hubspot'))).toMatchObject({ token: 'ref', client_id: 'client-7' });
    const xero = await revoked('xero');
    expect(formOf(xero)).toEqual({ token: 'ref', token_type_hint: 'refresh_token' });
    expect(xero?.headers?.['authorization']).toMatch(/^Basic /);
  });

  it('of Microsoft at Microsoft alone', async () => {
    const provider = providerFor('microsoft');
    expect(tokenToRevoke(provider, both)).toBeNull();
    const { deps, requests } = answering(provider, {});
    const answer = await revokeToken(provider, client, { token: 'ref', hint: 'refresh_token' }, deps);
    expect(answer).toMatchObject({ ok: false, code: 'not_offered' });
    expect(requests).toEqual([]);
  });

  it.each<[string, Reply, boolean]>([
    ['it is done', { status: 200, body: { ok: true, revoked: true } }, true],
    ['it is gone already', { status: 400, body: { error: 'invalid_token' } }, true],
    ['nothing is there', { status: 404 }, true],
    ['a 200 says no', { status: 200, body: { ok: false, error: 'invalid_auth' } }, false],
    ['the client is refused', { status: 401, body: { error: 'invalid_client' } }, false],
    ['there is trouble', { status: 503, body: '<html>' }, false],
  ])('and %s', async (_, reply, ok) => {
    const provider = providerFor('xero');
    const { deps } = answering(provider, reply);
    expect((await revokeToken(provider, client, { token: 't', hint: 'refresh_token' }, deps)).ok).toBe(ok);
  });
});
