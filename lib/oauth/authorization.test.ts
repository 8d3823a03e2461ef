import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authorizationUrl, hashOfState, newState, newVerifier, readCallback } from './authorization.ts';
import { generic, providerFor } from './testing.ts';

const request = {
  clientId: 'client-7',
  redirectUri: 'https://vault.example.com/oauth/callback',
  state: 'the-state',
  verifier: newVerifier(),
  nonce: 'the-nonce',
  scopes: ['read', 'write'],
  params: {},
};

const parametersOf = async (provider: ReturnType<typeof generic>, change: Partial<typeof request> = {}) =>
  Object.fromEntries(new URL(await authorizationUrl(provider, { ...request, ...change })).searchParams);

describe('the address one is sent to', () => {
  it('asks for a code with state, scopes and a PKCE challenge of the verifier', async () => {
    expect(await parametersOf(generic())).toEqual({
      response_type: 'code',
      client_id: 'client-7',
      redirect_uri: request.redirectUri,
      state: 'the-state',
      scope: 'read write',
      code_challenge: createHash('sha256').update(request.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
  });

  it('has a nonce where an ID token is asked for, and no scope where none is', async () => {
    expect(await parametersOf(generic(), { scopes: ['openid'] })).toMatchObject({
      nonce: 'the-nonce',
      scope: 'openid',
    });
    expect(await parametersOf(generic(), { scopes: [] })).not.toHaveProperty('scope');
  });

  it('keeps what the endpoint has in its query, and parameters of the OAuth app', async () => {
    const provider = generic({ authorizationUrl: 'https://login.example.com/authorize?tenant=7' });
    expect(await parametersOf(provider, { params: { prompt: 'consent' } })).toMatchObject({
      tenant: '7',
      prompt: 'consent',
      client_id: 'client-7',
    });
  });

  it('lets no parameter stand in the place of one of the protocol', async () => {
    const params = { state: 'x', redirect_uri: 'https://evil.example', client_id: 'x', response_type: 'token' };
    expect(await parametersOf(generic(), { params })).toMatchObject({
      state: 'the-state',
      redirect_uri: request.redirectUri,
      client_id: 'client-7',
      response_type: 'code',
    });
  });

  it('is refused where nobody can sign in', async () => {
    await expect(authorizationUrl(generic({ authorizationUrl: '' }), request)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });

  it('has states that cannot be guessed and are kept as a hash', () => {
    const states = Array.from({ length: 50 }, newState);
    expect(new Set(states).size).toBe(50);
    expect(states[0]?.length).toBeGreaterThanOrEqual(43);
    expect(hashOfState('the-state')).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOfState('the-state')).not.toBe(hashOfState('the-state2'));
  });
});

describe('what comes back', () => {
  const issuer = 'https://login.example.com';
  const read = (query: string, provider = generic()) =>
    readCallback(provider, 'client-7', new URLSearchParams(query), 'the-state');

  it('is believed with the state that was sent', () => {
    expect(read('code=c1&state=the-state').params.get('code')).toBe('c1');
    expect(read(`code=c1&state=the-state&iss=${issuer}`, generic({ issuer })).params.get('code')).toBe('c1');
  });

  it.each([
    ['no state', 'code=c1', {}],
    ['another state', 'code=c1&state=other', {}],
    ['two states', 'code=c1&state=the-state&state=other', {}],
    ['another issuer', 'code=c1&state=the-state&iss=https://evil.example', { issuer }],
    ['no code', 'state=the-state', {}],
    ['a token in the address', 'code=c1&state=the-state&token=x', {}],
    ['a signed answer', 'response=a.b.c&state=the-state', {}],
    ['a denial with another state', 'error=access_denied&state=other', {}],
  ])('is not believed with %s', (_, query, settings) => {
    expect(() => read(query, generic(settings))).toThrow(expect.objectContaining({ code: 'OAU-204' }));
  });

  it('is a denial, in words without those of the provider', () => {
    const denied = () => read('error=access_denied&error_description=<b>evil</b>&state=the-state');
    expect(denied).toThrow(
      expect.objectContaining({ code: 'OAU-203', message: expect.not.stringContaining('evil') as string }),
    );
  });

  it.each([
    ['invalid_scope', 'invalid_scope'],
    ['redirect_uri_mismatch', 'redirect_uri_mismatch'],
    ['temporarily_unavailable', 'temporarily_unavailable'],
    ['<script>', 'unknown_error'],
  ])('is the error %s, told as %s', (said, error) => {
    const query = new URLSearchParams({ error: said, state: 'the-state' }).toString();
    expect(() => read(query)).toThrow(
      expect.objectContaining({ code: 'OAU-205', detail: { app: 'OAuth 2.0 API', error } }),
    );
  });
});

describe('a provider', () => {
  it('is refused where its OAuth app names no token endpoint, or the component has no OAuth', () => {
    expect(() => generic({ tokenUrl: '' })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    expect(() => providerFor('postgres')).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  it('has the rules of the manifest, and those of the OAuth app before them', () => {
    expect(generic()).toMatchObject({ lifeSeconds: 3_600, refresh: { rotates: true, graceSeconds: 0 } });
    expect(generic({}, { lifeSeconds: 600, graceSeconds: 30 })).toMatchObject({
      lifeSeconds: 600,
      refresh: { graceSeconds: 30 },
    });
    expect(generic({ clientAuth: 'client_secret_post' }).clientAuth).toBe('client_secret_post');
  });
});
