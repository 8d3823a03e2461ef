import { describe, expect, it } from 'vitest';
import { getComponent } from '#lib/catalog/catalog.ts';
import { audienceOf, type Settings } from '#lib/catalog/input.ts';
import { findMethod, manifest } from '#lib/catalog/schema.ts';
import { AppError, type ErrorCode, type ErrorDetail } from '#lib/errors.ts';
import type { Outbound, OutboundRequest } from '#lib/outbound/connector.ts';
import { verify, type Verification } from './verify.ts';

interface Asked {
  readonly id: string;
  readonly type: string;
  readonly settings?: Settings;
  readonly secret: Record<string, string>;
}

interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

const key = 's3cret-token-0123456789';
const github: Asked = { id: 'github', type: 'bearer', secret: { token: key } };
const slack: Asked = { id: 'slack', type: 'bearer', secret: { token: key } };
const stripe: Asked = { id: 'stripe', type: 'api_key', secret: { apiKey: key } };
const mailchimp: Asked = { id: 'mailchimp', type: 'api_key', settings: { dc: 'us19' }, secret: { apiKey: key } };
const rest: Asked = {
  id: 'rest',
  type: 'bearer',
  settings: { baseUrl: 'https://api.example.com/v1', testPath: '/me' },
  secret: { token: key },
};

/** Runs one check against an answer, or a failure, of the network; time stands still but for 7 ms on the way. */
async function check(asked: Asked, reply: Reply | Error, signal?: AbortSignal) {
  const requests: OutboundRequest[] = [];
  let now = 1_000;
  const outbound: Outbound = {
    connect: () => Promise.reject(new Error('No driver runs here.')),
    fetch: async (request) => {
      requests.push(request);
      now += 7;
      if (reply instanceof Error) throw reply;
      const { status = 200, headers = {}, body = '' } = reply;
      return {
        status,
        headers,
        url: request.url,
        body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      };
    },
  };
  const component = getComponent(asked.id);
  const settings = asked.settings ?? {};
  const method = findMethod(component, asked.type);
  const audience = method ? audienceOf(method, settings) : [];
  const result = await verify(
    { component, authType: asked.type, settings, secret: asked.secret, audience },
    { outbound, allow: [], environment: {}, clock: () => now, signal },
  );
  expect(JSON.stringify(result)).not.toContain(key);
  return { result, requests };
}

const brief = ({ outcome, code, field }: Verification) => [outcome, code, field];

describe('what is asked', () => {
  it.each<[Asked, Partial<OutboundRequest>]>([
    [
      github,
      {
        method: 'GET',
        url: 'https://api.github.com/user',
        audience: ['https://api.github.com:443'],
        headers: {
          Accept: 'application/vnd.github+json',
          'X-GitHub-Api-Version': '2022-11-28',
          'User-Agent': 'Keyhaven',
          Authorization: `Bearer ${key}`,
        },
      },
    ],
    [slack, { method: 'POST', url: 'https://slack.com/api/auth.test', headers: { Authorization: `Bearer ${key}` } }],
    [stripe, { method: 'GET', url: 'https://api.stripe.com/v1/account', headers: { Authorization: `Bearer ${key}` } }],
    [
      mailchimp,
      {
        url: 'https://us19.api.mailchimp.com/3.0/?fields=account_name',
        audience: ['https://us19.api.mailchimp.com:443'],
        headers: { Authorization: `Basic ${Buffer.from(`keyhaven:${key}`).toString('base64')}` },
      },
    ],
    [rest, { url: 'https://api.example.com/v1/me', audience: ['https://api.example.com:443'] }],
    [
      { ...rest, type: 'basic', settings: { ...rest.settings, username: 'jörg' }, secret: { password: 'pä:ss' } },
      {
        headers: {
          Accept: 'application/json, */*;q=0.5',
          'User-Agent': 'Keyhaven',
          Authorization: `Basic ${Buffer.from('jörg:pä:ss').toString('base64')}`,
        },
      },
    ],
    [
      {
        ...rest,
        type: 'api_key',
        settings: { ...rest.settings, placement: 'header', headerName: 'X-Key' },
        secret: { apiKey: '{token}' },
      },
      { headers: { Accept: 'application/json, */*;q=0.5', 'User-Agent': 'Keyhaven', 'X-Key': '{token}' } },
    ],
    [
      {
        ...rest,
        type: 'api_key',
        settings: { ...rest.settings, testPath: '/me?a=1', placement: 'query', queryName: 'api key' },
        secret: { apiKey: 'a&b=c' },
      },
      { url: 'https://api.example.com/v1/me?a=1&api%20key=a%26b%3Dc' },
    ],
  ])('is what the manifest of $id says', async (asked, request) => {
    const { requests } = await check(asked, { body: {} });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject(request);
    if (request.headers) expect(requests[0]?.headers).toEqual(request.headers);
  });
});

describe('an answer', () => {
  it.each<[string, Asked, Reply, unknown[]]>([
    ['GitHub 401', github, { status: 401, body: { message: 'Bad credentials' } }, ['failed', 'unauthorized', 'token']],
    [
      'GitHub limit',
      github,
      { status: 403, body: { message: 'API rate limit exceeded for user' } },
      ['failed', 'rate_limited', null],
    ],
    [
      'GitHub limit',
      github,
      { status: 429, body: { message: 'You have exceeded a secondary rate limit' } },
      ['failed', 'rate_limited', null],
    ],
    [
      'GitHub app',
      github,
      { status: 403, body: { message: 'Resource not accessible by integration' } },
      ['failed', 'wrong_token_kind', 'token'],
    ],
    ['GitHub 403', github, { status: 403, body: { message: 'Forbidden' } }, ['failed', 'forbidden', 'token']],
    ['GitHub 500', github, { status: 502, body: '<html>Unicorn' }, ['failed', 'server_error', null]],
    ['GitHub page', github, { body: '<!DOCTYPE html><html>Sign in' }, ['failed', 'not_json', null]],
    ['Slack bad', slack, { body: { ok: false, error: 'invalid_auth' } }, ['failed', 'unauthorized', 'token']],
    ['Slack none', slack, { body: { ok: false, error: 'not_authed' } }, ['failed', 'unauthorized', 'token']],
    ['Slack expired', slack, { body: { ok: false, error: 'token_expired' } }, ['failed', 'expired', 'token']],
    ['Slack revoked', slack, { body: { ok: false, error: 'token_revoked' } }, ['failed', 'revoked', 'token']],
    ['Slack inactive', slack, { body: { ok: false, error: 'account_inactive' } }, ['failed', 'revoked', 'token']],
    [
      'Slack kind',
      slack,
      { body: { ok: false, error: 'not_allowed_token_type' } },
      ['failed', 'wrong_token_kind', 'token'],
    ],
    ['Slack denied', slack, { body: { ok: false, error: 'access_denied' } }, ['failed', 'forbidden', null]],
    [
      'Slack limit',
      slack,
      { status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } },
      ['failed', 'rate_limited', null],
    ],
    ['Slack trouble', slack, { body: { ok: false, error: 'internal_error' } }, ['failed', 'server_error', null]],
    ['Slack other', slack, { body: { ok: false, error: 'a_new_one' } }, ['failed', 'error_in_body', 'token']],
    ['Slack not true', slack, { body: { ok: 'true' } }, ['failed', 'error_in_body', 'token']],
    [
      'Stripe 401',
      stripe,
      { status: 401, body: { error: { type: 'invalid_request_error' } } },
      ['failed', 'unauthorized', 'apiKey'],
    ],
    [
      'Stripe expired',
      stripe,
      { status: 401, body: { error: { code: 'api_key_expired' } } },
      ['failed', 'expired', 'apiKey'],
    ],
    [
      'Stripe publishable',
      stripe,
      { status: 403, body: { error: { code: 'secret_key_required' } } },
      ['failed', 'wrong_token_kind', 'apiKey'],
    ],
    [
      'Stripe 403',
      stripe,
      { status: 403, body: { error: { message: 'Not from this address.' } } },
      ['failed', 'forbidden', 'apiKey'],
    ],
    [
      'Mailchimp 401',
      mailchimp,
      { status: 401, body: { title: 'API Key Invalid', detail: 'Your API key may be invalid' } },
      ['failed', 'unauthorized', 'apiKey'],
    ],
    [
      'Mailchimp dc',
      mailchimp,
      { status: 403, body: { detail: 'The API key provided is linked to a different data center.' } },
      ['failed', 'wrong_data_centre', 'dc'],
    ],
    [
      'Mailchimp closed',
      mailchimp,
      { status: 403, body: { detail: 'This account has been disabled.' } },
      ['failed', 'account_disabled', null],
    ],
    ['REST 200', rest, { body: { id: 1, error: null, errors: [], status: 'ok' } }, ['passed', 'passed', null]],
    ['REST 204', rest, { status: 204 }, ['passed', 'passed', null]],
    ['REST text', rest, { body: 'pong' }, ['passed', 'passed', null]],
    ['REST page', rest, { body: '\ufeff <html lang="en">' }, ['failed', 'not_json', 'baseUrl']],
    [
      'REST page by type',
      rest,
      { headers: { 'content-type': 'text/html' }, body: 'Sign in' },
      ['failed', 'not_json', 'baseUrl'],
    ],
    ['REST error', rest, { body: { error: 'unauthorized' } }, ['failed', 'error_in_body', 'token']],
    ['REST errors', rest, { body: { errors: [{ code: 1 }] } }, ['failed', 'error_in_body', 'token']],
    ['REST ok', rest, { body: { ok: false } }, ['failed', 'error_in_body', 'token']],
    ['REST success', rest, { body: { success: false } }, ['failed', 'error_in_body', 'token']],
    ['REST status', rest, { body: { status: 'error' } }, ['failed', 'error_in_body', 'token']],
    ['REST 401', rest, { status: 401 }, ['failed', 'unauthorized', 'token']],
    ['REST 403', rest, { status: 403 }, ['failed', 'forbidden', 'token']],
    ['REST 404', rest, { status: 404 }, ['failed', 'not_found', 'baseUrl']],
    ['REST 410', rest, { status: 410 }, ['failed', 'not_found', 'baseUrl']],
    ['REST 418', rest, { status: 418 }, ['failed', 'unexpected_status', 'baseUrl']],
    ['REST 304', rest, { status: 304 }, ['failed', 'redirected', 'baseUrl']],
    ['REST 429', rest, { status: 429 }, ['failed', 'rate_limited', null]],
    ['REST 503', rest, { status: 503 }, ['failed', 'server_error', null]],
  ])('%s is judged', async (_, asked, reply, expected) => {
    const { result } = await check(asked, reply);
    expect(brief(result)).toEqual(expected);
    expect(result.message).toContain(getComponent(asked.id).name);
    expect(result).toMatchObject({ durationMs: 7, detail: `HTTP ${reply.status ?? 200}` });
    expect(result.steps.map((step) => step.outcome)).toEqual(['passed', result.outcome]);
  });

  it('says how long to wait', async () => {
    const wait = async (retryAfter?: string) =>
      (await check(rest, { status: 429, headers: { ...(retryAfter && { 'retry-after': retryAfter }) } })).result.fix;
    expect(await wait()).toContain('in a minute');
    expect(await wait('30')).toContain('in 30 seconds');
    expect(await wait('3600')).toContain('in 60 minutes');
    expect(await wait('Wed, 21 Oct 2026 07:28:00 GMT')).toContain('in a minute');
  });

  it.each<[Asked, Reply, string, string | null]>([
    [github, { body: { login: 'octocat' } }, 'Connected as octocat on GitHub.', 'octocat'],
    [
      slack,
      { body: { ok: true, user: 'grace', team: 'Subarachnoid' } },
      'Connected as grace in Subarachnoid on Slack.',
      'grace in Subarachnoid',
    ],
    [slack, { body: { ok: true, team: 'Subarachnoid' } }, 'Connected as Subarachnoid on Slack.', 'Subarachnoid'],
    [
      stripe,
      { body: { object: 'account', id: 'acct_1', settings: { dashboard: { display_name: 'Shop' } } } },
      'Connected as Shop on Stripe.',
      'Shop',
    ],
    [stripe, { body: { object: 'account', id: 'acct_1', settings: null } }, 'Connected as acct_1 on Stripe.', 'acct_1'],
    [
      stripe,
      {
        status: 403,
        body: {
          error: { message: "The provided key 'rk_***' does not have the required permissions for this endpoint" },
        },
      },
      'Stripe accepted the API key; it is restricted and may not read the account itself.',
      null,
    ],
    [
      mailchimp,
      { body: { account_name: 'Example Company' } },
      'Connected as Example Company on Mailchimp.',
      'Example Company',
    ],
    [rest, { body: { login: 'nobody asked' } }, 'REST API accepted the bearer token.', null],
  ])('that is good names the account', async (asked, reply, message, account) => {
    const { result } = await check(asked, reply);
    expect(result).toMatchObject({ outcome: 'passed', code: 'passed', message, account, fix: null });
  });

  it.each([
    ['the secret', key],
    ['a part of it', `me ${key.slice(3, 14)}`],
    ['it in capitals', key.toUpperCase()],
    ['it in base64', Buffer.from(key).toString('base64')],
    ['it in hex', Buffer.from(key).toString('hex')],
    ['it backwards', [...key].toReversed().join('')],
    ['an object', { a: 1 }],
    ['nothing to see', '\u202e\u200b\n'],
  ])('with %s in place of a name has no account', async (_, login) => {
    const { result } = await check(github, { body: { login } });
    expect(result).toMatchObject({
      outcome: 'passed',
      account: null,
      message: 'GitHub accepted the personal access token.',
    });
  });

  it('shows only short, visible text as a name', async () => {
    const { result } = await check(github, { body: { login: `octo\u202e\u0007 \n cat${'x'.repeat(500)}` } });
    expect(result.account).toMatch(/^octo catx+…$/);
    expect(result.account).toHaveLength(80);
  });

  it('reads own values only', async () => {
    const { result } = await check(github, { body: '{"__proto__":{"login":"evil"},"toString":1}' });
    expect(result.account).toBeNull();
  });
});

describe('trouble on the way', () => {
  const host = { host: 'api.example.com', port: 443 };
  const refusal = {
    host: 'api.example.com',
    address: '10.0.0.5',
    port: 443,
    line: 'OUTBOUND_ALLOW=api.example.com:443',
  };

  it.each<[ErrorCode, ErrorDetail, unknown[], RegExp]>([
    [
      'OUT-101',
      { ...host, line: 'OUTBOUND_ALLOW=api.example.com:80' },
      ['failed', 'address_invalid', 'baseUrl'],
      /plain http/,
    ],
    ['OUT-101', {}, ['failed', 'address_invalid', 'baseUrl'], /scheme/],
    ['OUT-102', host, ['failed', 'host_not_found', 'baseUrl'], /spelled/],
    ['OUT-103', refusal, ['failed', 'address_refused', 'baseUrl'], /one line: OUTBOUND_ALLOW=api\.example\.com:443$/],
    ['OUT-104', host, ['failed', 'outside_audience', null], /again/],
    ['OUT-105', host, ['failed', 'connection_refused', 'baseUrl'], /host and port/],
    ['OUT-106', host, ['failed', 'timeout', null], /minute/],
    ['OUT-107', { ...host, reason: 'expired' }, ['failed', 'tls_error', 'baseUrl'], /renew/],
    ['OUT-107', { ...host, reason: 'self_signed' }, ['failed', 'tls_error', 'baseUrl'], /authority/],
    ['OUT-107', { ...host, reason: 'untrusted' }, ['failed', 'tls_error', 'baseUrl'], /authority/],
    ['OUT-107', { ...host, reason: 'hostname' }, ['failed', 'tls_error', 'baseUrl'], /host name/],
    ['OUT-107', { ...host, reason: 'handshake' }, ['failed', 'tls_error', 'baseUrl'], /port/],
    ['OUT-108', host, ['failed', 'connection_lost', null], /port/],
    ['OUT-109', host, ['failed', 'answer_too_large', null], /short/],
    ['OUT-110', { to: 'https://evil.example' }, ['failed', 'redirected', 'baseUrl'], /really has|detour/],
    ['INPUT_INVALID', {}, ['failed', 'request_invalid', null], /header/],
  ])('%s %j is told in words', async (code, detail, expected, fix) => {
    const { result } = await check(rest, new AppError(code, `raw ${key}`, detail));
    expect(brief(result)).toEqual(expected);
    expect(result.fix).toMatch(fix);
    expect(result).toMatchObject({ detail: code, durationMs: 7, steps: [{ outcome: 'failed', durationMs: 7 }] });
    expect(JSON.stringify(result)).not.toContain('undefined');
  });

  it('names a private address as the operator has to write it', async () => {
    const { result } = await check(rest, new AppError('OUT-103', '', refusal));
    expect(result.message).toBe('api.example.com is a private address.');
  });

  it('points at no field where nobody typed the address', async () => {
    const { result } = await check(github, new AppError('OUT-102', '', { host: 'api.github.com', port: 443 }));
    expect(result).toMatchObject({ field: null, message: 'GitHub was not found: api.github.com has no address.' });
  });

  it('is a stop when the caller stopped', async () => {
    const { result } = await check(rest, new AppError('OUT-106', ''), AbortSignal.abort());
    expect(brief(result)).toEqual(['failed', 'cancelled', null]);
  });

  it('of our own making is not hidden as theirs', async () => {
    await expect(check(rest, new TypeError('a defect'))).rejects.toThrow('a defect');
  });
});

describe('what cannot be checked', () => {
  it('is not asked and never passes', async () => {
    const webhook: Asked = { id: 'slack', type: 'custom', secret: { webhookUrl: key } };
    const { result, requests } = await check(webhook, { body: { ok: true } });
    expect(requests).toEqual([]);
    expect(result).toMatchObject({
      outcome: 'not_testable',
      code: 'not_testable',
      account: null,
      durationMs: 0,
      steps: [],
    });
    expect(result.message).toBe('Slack offers no way to check a webhook without posting a message.');
  });

  it('is a REST API without a test path', async () => {
    const { result, requests } = await check(
      { ...rest, settings: { baseUrl: 'https://api.example.com' } },
      { body: {} },
    );
    expect(requests).toEqual([]);
    expect(result.outcome).toBe('not_testable');
  });

  it('is no auth type that the component does not have', async () => {
    await expect(check({ ...github, type: 'oauth2' }, {})).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('a manifest of one’s own', () => {
  it('needs no code to be checked', async () => {
    const component = manifest.parse({
      id: 'acme',
      name: 'Acme',
      category: 'Tools',
      icon: { monogram: 'Ac' },
      authMethods: [
        {
          type: 'api_key',
          label: 'Key',
          fields: [{ name: 'key', label: 'Key', kind: 'secret', secret: true }],
          audience: { from: 'fixed', destinations: ['https://acme.example:443'] },
          verify: {
            kind: 'http',
            method: 'GET',
            url: 'https://acme.example/a~b',
            placements: [{ in: 'header', name: 'X-Acme', value: 'v1 {key}' }],
            success: [{ status: ['2xx'], where: { pointer: '/a~1b/0/m~0n', is: [null] } }],
          },
        },
      ],
    });
    const outbound: Outbound = {
      connect: () => Promise.reject(new Error('No driver runs here.')),
      fetch: async ({ url, headers }) => {
        expect(headers).toEqual({ 'X-Acme': 'v1 k' });
        return { status: 201, headers: {}, body: Buffer.from('{"a/b":[{"m~n":null}]}'), url };
      },
    };
    const probe = { component, authType: 'api_key', settings: {}, secret: { key: 'k' }, audience: [] };
    const result = await verify(probe, { outbound, allow: [], environment: {}, clock: () => 0 });
    expect(result).toMatchObject({ outcome: 'passed', message: 'Acme accepted the key.' });
  });
});
