import { describe, expect, it } from 'vitest';
import { getComponent } from '#lib/catalog/catalog.ts';
import { brief, check, github, key, mailchimp, rest, slack, stripe, type Asked, type Reply } from './testing.ts';

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
