import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChecks, type Typed } from '#e2e/fakes/check-run.ts';
import { endedTokens, goodAccounts, goodTokens, restrictedTokens } from '#e2e/fakes/good-tokens.ts';
import { startSaas, type Saas } from '#e2e/fakes/saas.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import { judge } from './answer.ts';
import { subjectOf } from './subject.ts';

let saas: Saas;
beforeAll(async () => {
  saas = await startSaas();
});
afterAll(() => saas.close());

const checkAll = (typed: readonly Typed[]) => runChecks(typed, saas.env);

type Settings = Readonly<Record<string, string>>;

/** What the provider says when one connects, where its API needs it. */
const said: Readonly<Record<string, Settings>> = {
  salesforce: { instanceUrl: 'https://acme.my.salesforce.com' },
  quickbooks: { realmId: goodAccounts.quickbooksRealm },
  zoho: { apiDomain: 'https://www.zohoapis.eu' },
  oauth2: { baseUrl: 'https://api.example-saas.com/v1', testPath: '/me' },
};

/** A credential as it is kept after somebody connected. */
const connected = (id: string, accessToken: string, settings: Settings = {}): Typed => ({
  id,
  type: 'oauth2',
  settings: { grantType: 'authorization_code', clientId: 'client-7', ...said[id], ...settings },
  secret: { accessToken, refreshToken: 'a-refresh-token', expiresAt: '2027-01-31T12:00:00.000Z' },
});

it('proves the access token of each vendor, and says whose it is', async () => {
  const typed: [Typed, string][] = [
    [connected('salesforce', goodTokens.salesforce), 'Connected as ada@acme.example on Salesforce.'],
    [connected('google', goodTokens.google), 'Connected as ada@acme.example on Google.'],
    [connected('microsoft', goodTokens.microsoft), 'Connected as ada@acme.onmicrosoft.com on Microsoft 365.'],
    [connected('hubspot', goodTokens.hubspot), 'Connected as account 2519445 on HubSpot.'],
    [connected('slack', goodTokens.slack), 'Connected as grace in Subarachnoid Workspace on Slack.'],
    [connected('github', goodTokens.github), 'Connected as octocat on GitHub.'],
    [connected('quickbooks', goodTokens.quickbooks), "Connected as Larry's Bakery on QuickBooks Online."],
    [
      connected('quickbooks', goodTokens.quickbooks, { host: 'sandbox-quickbooks.api.intuit.com' }),
      "Connected as Larry's Bakery on QuickBooks Online.",
    ],
    [connected('xero', goodTokens.xero), 'Connected as Maple Florists Ltd on Xero.'],
    [connected('zoho', goodTokens.zoho), 'Connected as Patricia Boyle on Zoho CRM.'],
    [connected('notion', goodTokens.notion), 'Connected as Pied Piper in Acme Wiki on Notion.'],
    [connected('oauth2', goodTokens.rest), 'Connected as ada@example-saas.com on OAuth 2.0 API.'],
  ];
  const results = await checkAll(typed.map(([one]) => one));
  expect(results.map((one) => one.message)).toEqual(typed.map(([, message]) => message));
  expect(results.map((one) => one.outcome)).toEqual(typed.map(() => 'passed'));
});

it('does not take a token with few scopes, or of no person, for a wrong one', async () => {
  const typed: [Typed, string][] = [
    [
      connected('hubspot', restrictedTokens.hubspot),
      'HubSpot accepted the access token; its scopes do not let it read the account itself.',
    ],
    [
      connected('microsoft', restrictedTokens.microsoft),
      'Microsoft 365 accepted the access token; its scopes do not let it read whose it is.',
    ],
    [
      connected('microsoft', restrictedTokens.microsoftApp),
      'Microsoft 365 accepted the access token; it belongs to the app itself and to no person.',
    ],
    [
      connected('zoho', restrictedTokens.zoho),
      'Zoho CRM accepted the access token; its scopes do not let it read its own user.',
    ],
  ];
  const results = await checkAll(typed.map(([one]) => one));
  expect(results.map((one) => one.message)).toEqual(typed.map(([, message]) => message));
  expect(results.map((one) => one.outcome)).toEqual(typed.map(() => 'passed'));
});

it('tells a token that has ended from one that was never good', async () => {
  const ended = Object.entries(endedTokens).map(([id, token]) => connected(id, token));
  const results = await checkAll(ended);
  expect(results.map(({ outcome, code, field }) => [outcome, code, field])).toEqual(
    ended.map(() => ['failed', 'expired', 'accessToken']),
  );
  const ids = [
    'salesforce',
    'google',
    'microsoft',
    'hubspot',
    'slack',
    'github',
    'quickbooks',
    'xero',
    'zoho',
    'notion',
  ];
  const refused = await checkAll([...ids, 'oauth2'].map((id) => connected(id, 'wrong-secret-token')));
  expect(refused.map(({ outcome, code, field }) => [outcome, code, field])).toEqual(
    refused.map(() => ['failed', 'unauthorized', 'accessToken']),
  );
  for (const one of refused) {
    expect(one.message).toContain('did not accept the access token');
    expect(one.fix).toContain('econnect');
  }
});

it('says which company a token may not read', async () => {
  const [result] = await checkAll([connected('quickbooks', goodTokens.quickbooks, { realmId: '4620816365' })]);
  expect(result).toMatchObject({ code: 'wrong_company', field: 'host' });
  expect(result?.message).toContain('company 4620816365');
});

describe('an answer of a vendor that is rarely seen', () => {
  function judged(id: string, status: number, body: unknown) {
    const component = getComponent(id);
    const method = findMethod(component, 'oauth2');
    if (method?.verify.kind !== 'http') throw new Error('The method is checked over HTTP.');
    const answer = { status, headers: {}, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
    return judge(method.verify, answer, subjectOf(component, method, said[id] ?? {}), []);
  }

  it.each<[string, number, unknown, string, string | null]>([
    ['slack', 200, { ok: false, error: 'token_revoked' }, 'revoked', 'accessToken'],
    ['slack', 200, { ok: false, error: 'missing_scope' }, 'forbidden', null],
    ['slack', 200, { ok: false, error: 'ratelimited' }, 'rate_limited', null],
    ['github', 403, { message: 'API rate limit exceeded for user ID 1.' }, 'rate_limited', null],
    ['hubspot', 429, { policyName: 'DAILY' }, 'rate_limited', null],
    ['notion', 403, { code: 'restricted_resource' }, 'forbidden', null],
    ['notion', 200, { object: 'list' }, 'error_in_body', 'accessToken'],
    ['zoho', 401, { code: 'AUTHENTICATION_FAILURE', message: 'Authentication failed' }, 'unauthorized', 'accessToken'],
    ['salesforce', 401, [{ errorCode: 'INVALID_SESSION_ID' }], 'unauthorized', 'accessToken'],
    ['xero', 403, { Title: 'Forbidden', Status: 403 }, 'forbidden', 'accessToken'],
    ['google', 200, '<!doctype html><title>Sign in</title>', 'not_json', null],
  ])('of %s, %i %j, is %s', (id, status, body, code, field) => {
    expect(judged(id, status, body)).toMatchObject({ ok: false, finding: { code, field } });
  });

  it('names nobody where there is nobody, and passes', () => {
    expect(judged('xero', 200, [])).toMatchObject({ ok: true, pass: { account: null } });
  });

  it.each(['salesforce', 'google', 'microsoft', 'hubspot', 'slack', 'github', 'quickbooks', 'xero', 'zoho', 'notion'])(
    'of %s that is trouble says nothing against the token',
    (id) => {
      for (const [status, code] of [
        [429, 'rate_limited'],
        [503, 'server_error'],
      ] as const)
        expect(judged(id, status, {})).toMatchObject({ ok: false, finding: { code, field: null } });
    },
  );
});
