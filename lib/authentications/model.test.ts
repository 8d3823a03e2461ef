import { describe, expect, it } from 'vitest';
import { getComponent } from '#lib/catalog/catalog.ts';
import { findMethod, type AuthType } from '#lib/catalog/schema.ts';
import { credentialsOf, draftOf, ownedName, userDataOf } from './model.ts';

const now = Date.UTC(2027, 0, 31, 12);

function environment(id: string, authType: AuthType) {
  const component = getComponent(id);
  const method = findMethod(component, authType);
  if (!method) throw new Error('The component has this auth type.');
  return { id: 'e', component, method, app: null };
}

const draft = (
  id: string,
  authType: AuthType,
  values: object,
  app: { clientId: string; audience: string[] } | null = null,
) => draftOf({ environment: environment(id, authType), app, values: { ...values }, scopes: ['read'], now });

describe('what is imported', () => {
  it('is told apart into what is public and what is sealed, by the names of the manifest', () => {
    const given = { base_url: 'https://api.example.com', header_name: 'X-Key', api_key: 'k' };
    expect(draft('rest', 'api_key', given)).toMatchObject({
      settings: { baseUrl: 'https://api.example.com', placement: 'header', headerName: 'X-Key' },
      secret: { apiKey: 'k' },
      audience: ['https://api.example.com:443'],
    });
  });

  it('reads an end in seconds from now, and none as not known', () => {
    const tokens = { base_url: 'https://api.example.com', access_token: 'a', refresh_token: 'r' };
    expect(draft('oauth2', 'oauth2', { ...tokens, expires_in: 90, refresh_token_expires_in: 180 }).secret).toEqual({
      accessToken: 'a',
      refreshToken: 'r',
      expiresAt: '2027-01-31T12:01:30.000Z',
      refreshExpiresAt: '2027-01-31T12:03:00.000Z',
    });
    expect(draft('oauth2', 'oauth2', tokens).secret).toEqual({ accessToken: 'a', refreshToken: 'r' });
    expect(draft('oauth2', 'oauth2', { ...tokens, expires_in: 0 }).secret['expiresAt']).toBe(
      '2027-01-31T12:00:00.000Z',
    );
    expect(draft('slack', 'oauth2', { access_token: 'a', expires_in: 0 }).secret['expiresAt']).toBe('never');
  });

  it('may go to the endpoints of its OAuth app too, and names its client', () => {
    const values = { base_url: 'https://api.example.com', access_token: 'a', client_id: 'another' };
    const app = { clientId: 'ours', audience: ['https://login.example.com:443'] };
    const ofApp = draft('oauth2', 'oauth2', values, app);
    expect(ofApp.audience).toEqual(['https://api.example.com:443', 'https://login.example.com:443']);
    expect(ofApp.settings).toMatchObject({ clientId: 'ours', grantType: 'authorization_code', scope: 'read' });
    const ofNone = draft('oauth2', 'oauth2', values);
    expect(ofNone.audience).toEqual(['https://api.example.com:443']);
    expect(ofNone.settings).toMatchObject({ clientId: 'another' });
  });

  it('keeps what a provider granted beside what was asked for', () => {
    const values = { base_url: 'https://api.example.com', access_token: 'a', scope: 'read, write' };
    expect(draft('oauth2', 'oauth2', values).hints).toEqual({
      scopesAsked: ['read'],
      scopesGranted: ['read', 'write'],
    });
  });
});

describe('what is told', () => {
  const of = { component: 'oauth2', authType: 'oauth2' } as const;

  it('has the names it came by, without what the product keeps of tokens', () => {
    const settings = {
      baseUrl: 'https://api.example.com',
      grantType: 'authorization_code',
      clientId: 'c',
      scope: 'read',
    };
    expect(userDataOf(of, settings)).toEqual({ base_url: 'https://api.example.com' });
    expect(userDataOf({ ...of, component: 'gone' }, settings)).toEqual({});
  });

  it('says in seconds how long a token lives still, and never what refreshes it', () => {
    const opened = { settings: {}, secret: { accessToken: 'a', refreshToken: 'r' } };
    expect(credentialsOf(of, opened, now + 90_500, now)).toEqual({ access_token: 'a', expires_in: 90 });
    expect(credentialsOf(of, opened, now - 1, now)).toEqual({ access_token: 'a', expires_in: 0 });
    expect(credentialsOf(of, opened, null, now)).toEqual({ access_token: 'a' });
  });

  it.each([
    ['mailchimp', { dc: 'us21' }, { dc: 'us21' }],
    ['salesforce', { instanceUrl: 'https://a.my.salesforce.com' }, { instance_url: 'https://a.my.salesforce.com' }],
  ])('has beside a token of %s what its provider says beside it', (component, settings, beside) => {
    const told = { component, authType: 'oauth2' } as const;
    const opened = { settings, secret: { accessToken: 'a' } };
    expect(credentialsOf(told, opened, null, now)).toEqual({ ...beside, access_token: 'a' });
    expect(userDataOf(told, settings)).toEqual({});
  });
});

describe('a taken name', () => {
  it('has its owner behind it, and is no longer than a name may be', () => {
    expect(ownedName('HubSpot', 'account-1')).toBe('HubSpot (account-1)');
    const long = ownedName('🐙'.repeat(200), 'x'.repeat(255));
    expect([...long].length).toBe(200);
    expect(long.endsWith(`(${'x'.repeat(100)})`)).toBe(true);
    expect(ownedName('A', 'b\u202ec\u200b')).toBe('A (bc)');
  });
});
