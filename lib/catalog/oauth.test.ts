import { describe, expect, it } from 'vitest';
import { getComponent, listComponents } from './catalog.ts';
import { formOf } from './form.ts';
import { parseSettings } from './input.ts';
import { oauth2 } from './manifests/oauth2.ts';
import { findMethod, manifest, typedPartOf, type AuthMethod, type Manifest, type ManifestSource } from './schema.ts';

const whole = (): Manifest[] => listComponents().flatMap((entry) => ('broken' in entry ? [] : [entry]));
const connected = whole().filter((component) => findMethod(component, 'oauth2'));

function methodOf(id: string): AuthMethod {
  const method = findMethod(getComponent(id), 'oauth2');
  if (!method) throw new Error(`${id} has no OAuth.`);
  return method;
}

it('is there for these components', () => {
  expect(connected.map((one) => one.id)).toEqual([
    'github',
    'google',
    'hubspot',
    'mailchimp',
    'microsoft',
    'notion',
    'oauth2',
    'quickbooks',
    'salesforce',
    'slack',
    'xero',
    'zoho',
  ]);
});

describe('what is kept of a grant', () => {
  const secret = { accessToken: 'a', refreshToken: 'b', expiresAt: '2027-01-31T12:00:00.000Z' };
  const settings = { grantType: 'authorization_code', clientId: 'c', scope: 'read write' };

  it.each(connected.map((one) => one.id))('of %s is accepted again as it was stored', (id) => {
    const own: Record<string, string> = {
      ...(id === 'salesforce' && { instanceUrl: 'https://acme.my.salesforce.com' }),
      ...(id === 'quickbooks' && { realmId: '123456', host: 'quickbooks.api.intuit.com' }),
      ...(id === 'mailchimp' && { dc: 'us19' }),
      ...(id === 'zoho' && { apiDomain: 'https://www.zohoapis.com' }),
      ...(id === 'oauth2' && { baseUrl: 'https://api.example.com' }),
    };
    const parsed = parseSettings(methodOf(id), { settings: { ...settings, ...own }, secret });
    expect(parsed).toEqual({ ok: true, settings: { ...settings, ...own }, secret, notices: [] });
    if (parsed.ok) expect(parseSettings(methodOf(id), parsed)).toEqual(parsed);
  });

  it('is a sign-in of a person where nobody says what it is', () => {
    expect(parseSettings(methodOf('github'), { settings: {}, secret: { accessToken: 'a' } })).toMatchObject({
      ok: true,
      settings: { grantType: 'authorization_code' },
    });
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['accessToken', {}, {}],
    ['grantType', { grantType: 'implicit' }, { accessToken: 'a' }],
    ['expiresAt', {}, { accessToken: 'a', expiresAt: 'tomorrow' }],
    ['expiresAt', {}, { accessToken: 'a', expiresAt: '1800000000' }],
    ['username', { grantType: 'password' }, { accessToken: 'a', password: 'p' }],
    ['password', { grantType: 'password', username: 'u' }, { accessToken: 'a' }],
  ])('is refused for its %s', (field, change, given) => {
    const base = { baseUrl: 'https://api.example.com' };
    expect(parseSettings(methodOf('oauth2'), { settings: { ...base, ...change }, secret: given })).toMatchObject({
      ok: false,
      issues: [{ field }],
    });
  });

  it('never has an address of another place in it', () => {
    const company = { realmId: '123456' };
    for (const [id, name, text, own] of [
      ['salesforce', 'instanceUrl', 'https://evil.example', {}],
      ['salesforce', 'instanceUrl', 'https://salesforce.com.evil.example', {}],
      ['zoho', 'apiDomain', 'https://www.zohoapis.evil', {}],
      ['quickbooks', 'realmId', '1/../../x', company],
      ['quickbooks', 'host', 'evil.example', company],
    ] as const) {
      const parsed = parseSettings(methodOf(id), { settings: { ...own, [name]: text }, secret });
      expect(parsed).toMatchObject({ ok: false, issues: [{ field: name }] });
    }
  });
});

describe('what people fill in before they connect', () => {
  it('is not what the product fills in, and may be without what the provider says', () => {
    const names = (id: string) => typedPartOf(methodOf(id)).fields.map((one) => one.name);
    expect(names('oauth2')).toEqual(['baseUrl', 'testPath']);
    for (const [id, settings] of [
      ['salesforce', { instanceUrl: 'https://acme.my.salesforce.com' }],
      ['quickbooks', { realmId: '123456' }],
      ['zoho', { apiDomain: 'https://www.zohoapis.eu' }],
    ] as const) {
      const read = (typed: Readonly<Record<string, string>>) =>
        parseSettings(typedPartOf(methodOf(id)), { settings: typed, secret: {} });
      expect(read({}), id).toMatchObject({ ok: true });
      expect(read(settings), id).toMatchObject({ ok: true, settings });
    }
    expect(
      parseSettings(typedPartOf(methodOf('oauth2')), { settings: { baseUrl: 'a.example' }, secret: {} }),
    ).toMatchObject({
      ok: true,
      settings: { baseUrl: 'https://a.example' },
    });
  });

  it('is told to the browser without endpoints and without managed fields', () => {
    for (const component of connected) {
      const method = formOf(component).authMethods.find((one) => one.type === 'oauth2');
      expect(method?.fields.map((one) => one.name)).not.toContain('accessToken');
      expect(method?.oauth?.pasted.map((one) => one.name)).toEqual(['accessToken', 'refreshToken', 'expiresAt']);
      expect(JSON.stringify(method)).not.toMatch(
        /login\.microsoftonline|oauth2\.googleapis|identity\.xero|oauth\.v2\.access|login\/oauth/,
      );
    }
    const [generic] = formOf(getComponent('oauth2')).authMethods;
    expect(generic?.oauth).toMatchObject({
      canDiscover: true,
      grants: { length: 3 },
      login: [{ name: 'username' }, { name: 'password' }],
    });
    const zoho = formOf(getComponent('zoho')).authMethods[0];
    expect(zoho?.oauth).toMatchObject({ filled: ['apiDomain'], appFields: [{ name: 'accounts' }], canRevoke: true });
    expect(formOf(getComponent('microsoft')).authMethods[0]?.oauth?.canRevoke).toBe(false);
    expect(formOf(getComponent('stripe')).authMethods[0]?.oauth).toBeNull();
  });
});

describe('an address of an OAuth app', () => {
  const [, , tokenUrl] = methodOf('oauth2').oauth?.appFields ?? [];
  if (!tokenUrl) throw new Error('There is a token endpoint.');
  const parse = (text: string) =>
    parseSettings({ ...methodOf('oauth2'), fields: [tokenUrl] }, { settings: { [tokenUrl.name]: text }, secret: {} });

  it.each([
    ['https://Login.example.com/o/token/', 'https://login.example.com/o/token/'],
    ['https://login.example.com/token?tenant=7', 'https://login.example.com/token?tenant=7'],
    ['https://login.example.com', 'https://login.example.com'],
    ['https://login.example.com/', 'https://login.example.com/'],
    ['login.example.com/token', 'https://login.example.com/token'],
  ])('%s is kept as it is meant', (typed, kept) => {
    expect(parse(typed)).toMatchObject({ ok: true, settings: { tokenUrl: kept } });
    expect(parse(kept)).toMatchObject({ ok: true, settings: { tokenUrl: kept } });
  });

  it.each(['https://a.example/#x', 'https://user:pw@a.example', 'ftp://a.example', 'https://a b'])(
    '%s is none',
    (typed) => {
      expect(parse(typed)).toMatchObject({ ok: false, issues: [{ field: 'tokenUrl' }] });
    },
  );
});

describe('a manifest', () => {
  const [method] = oauth2.authMethods;
  if (!method?.oauth) throw new Error('The manifest has OAuth.');
  const { oauth } = method;
  const withOauth = (change: Partial<typeof oauth>): ManifestSource => ({
    ...oauth2,
    authMethods: [{ ...method, oauth: { ...oauth, ...change } }],
  });

  it.each<[string, unknown]>([
    ['OAuth without its endpoints', { ...oauth2, authMethods: [{ ...method, oauth: undefined }] }],
    ['endpoints of what is no OAuth', { ...oauth2, authMethods: [{ ...method, type: 'bearer' }] }],
    ['an endpoint without encryption', withOauth({ tokenUrl: 'http://login.example.com/token' })],
    ['an endpoint from a field that is not there', withOauth({ tokenUrl: '{+nope}' })],
    ['an endpoint from a setting of the credential', withOauth({ tokenUrl: '{+baseUrl}' })],
    ['an endpoint that is a choice', withOauth({ tokenUrl: '{+clientAuth}' })],
    [
      'a host from a field that may be anything',
      withOauth({ appFields: [{ name: 'host', label: 'Host', kind: 'text' }], tokenUrl: 'https://{host}/token' }),
    ],
    ['a token in the host of an address', withOauth({ revocationUrl: 'https://{token}.example.com/' })],
    ['a token in the token endpoint', withOauth({ tokenUrl: 'https://login.example.com/{token}' })],
    [
      'a secret of the OAuth app',
      withOauth({ appFields: [{ name: 'pin', label: 'Pin', kind: 'secret', secret: true }] }),
    ],
    ['a client that proves itself as nobody says', withOauth({ clientAuth: { field: 'nope' } })],
    ['a filled setting that is not there', withOauth({ fromToken: { nope: '/x' } })],
    ['a filled setting that may be anything', withOauth({ fromToken: { baseUrl: '/x' } })],
    ['a filled secret', withOauth({ fromToken: { accessToken: '/x' } })],
    ['no grant', withOauth({ grants: [] })],
    ['a scope with a blank', withOauth({ scopes: { default: ['read write'] } })],
    ['an unknown key', { ...oauth2, authMethods: [{ ...method, oauth: { ...oauth, colour: 'blue' } }] }],
  ])('is refused with %s', (_, source) => expect(manifest.safeParse(source).success).toBe(false));

  it('is accepted as it is, and as it is read', () => {
    const read = manifest.parse(withOauth({}));
    expect(manifest.parse(JSON.parse(JSON.stringify(read)))).toEqual(read);
  });
});
