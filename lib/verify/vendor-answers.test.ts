import { describe, expect, it } from 'vitest';
import { getComponent } from '#lib/catalog/catalog.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import { judge, type Judgement } from './answer.ts';
import { subjectOf } from './subject.ts';

const settings = {
  host: 'api.example.com',
  accountSid: 'AC1',
  subdomain: 'acme',
  site: 'acme',
  email: 'ada@example.com',
  cloudId: 'c1',
  organization: 'org-1',
  project: 'proj_1',
};

/** What a method makes of an answer; `body` is JSON unless it is text. */
function judged(id: string, type: string, status: number, body: unknown): Judgement {
  const component = getComponent(id);
  const method = findMethod(component, type);
  if (method?.verify.kind !== 'http') throw new Error('The method is checked over HTTP.');
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = { status, headers: {}, body: Buffer.from(text) };
  return judge(method.verify, answer, subjectOf(component, method, settings), []);
}

const openaiError = (code: string | null, message = 'No.'): object => ({ error: { message, code } });
const intercomError = (code: string): object => ({ type: 'error.list', errors: [{ code, message: 'No.' }] });

describe('an answer that is rarely seen', () => {
  it.each<[string, string, number, unknown, string, string | null]>([
    ['hubspot', 'bearer', 401, { category: 'EXPIRED_AUTHENTICATION' }, 'expired', 'token'],
    ['hubspot', 'bearer', 429, { errorType: 'RATE_LIMIT', policyName: 'DAILY' }, 'rate_limited', null],
    ['hubspot', 'bearer', 403, { category: 'BANNED' }, 'forbidden', 'token'],
    ['notion', 'bearer', 403, { object: 'error', code: 'restricted_resource' }, 'forbidden', null],
    ['notion', 'bearer', 200, { object: 'list' }, 'error_in_body', 'token'],
    ['airtable', 'bearer', 403, { error: { type: 'INVALID_PERMISSIONS' } }, 'forbidden', 'token'],
    ['airtable', 'bearer', 429, { errors: [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED' }] }, 'rate_limited', null],
    ['twilio', 'basic', 200, { friendly_name: 'Acme', status: 'suspended' }, 'account_disabled', null],
    ['twilio', 'basic', 401, { code: 20005, status: 401 }, 'account_disabled', null],
    ['twilio', 'basic', 404, { code: 20404, status: 404 }, 'account_not_found', 'accountSid'],
    ['twilio', 'api_key', 403, { code: 20005, status: 403 }, 'account_disabled', null],
    ['twilio', 'api_key', 403, { code: 70051, status: 403 }, 'forbidden', 'keySecret'],
    ['zendesk', 'basic', 403, { error: { title: 'Forbidden' } }, 'forbidden', null],
    ['zendesk', 'basic', 404, '<!doctype html><title>No help desk</title>', 'wrong_subdomain', 'subdomain'],
    ['zendesk', 'basic', 200, { count: 1 }, 'error_in_body', 'apiToken'],
    ['jira', 'basic', 401, 'Basic authentication with passwords is deprecated.', 'unauthorized', 'apiToken'],
    ['jira', 'basic', 403, { message: 'Forbidden' }, 'forbidden', 'email'],
    ['jira', 'basic', 404, { errorMessage: 'Site temporarily unavailable' }, 'wrong_site', 'site'],
    [
      'sendgrid',
      'api_key',
      403,
      { errors: [{ message: "The requestor's IP Address is not whitelisted" }] },
      'address_not_allowed',
      null,
    ],
    ['openai', 'api_key', 401, openaiError('account_deactivated'), 'account_disabled', null],
    ['openai', 'api_key', 401, openaiError('mismatched_project'), 'wrong_project', 'project'],
    ['openai', 'api_key', 401, openaiError(null, 'Your request IP is not on the list.'), 'unauthorized', 'apiKey'],
    ['openai', 'api_key', 403, openaiError('unsupported_country_region_territory'), 'country_not_served', null],
    ['openai', 'api_key', 404, openaiError(null, 'Invalid URL (GET /v1/x)'), 'not_found', 'host'],
    ['intercom', 'bearer', 401, intercomError('token_revoked'), 'revoked', 'token'],
    ['intercom', 'bearer', 403, intercomError('api_plan_restricted'), 'account_disabled', null],
    ['intercom', 'bearer', 403, '<html><title>403 Forbidden</title></html>', 'forbidden', 'token'],
  ])('of %s (%s), %i %j, is %s', (id, type, status, body, code, field) => {
    expect(judged(id, type, status, body)).toMatchObject({ ok: false, finding: { code, field } });
  });

  it('prefers the name of an account to its number', () => {
    const body = { portalId: 123, portalName: 'Acme' };
    expect(judged('hubspot', 'bearer', 200, body)).toMatchObject({ ok: true, pass: { account: 'Acme' } });
  });

  const vendors = [
    ['hubspot', 'bearer'],
    ['notion', 'bearer'],
    ['airtable', 'bearer'],
    ['twilio', 'basic'],
    ['twilio', 'api_key'],
    ['zendesk', 'basic'],
    ['jira', 'basic'],
    ['jira', 'api_key'],
    ['sendgrid', 'api_key'],
    ['openai', 'api_key'],
    ['intercom', 'bearer'],
  ] as const;

  it.each(vendors)('of %s (%s) that is too many or trouble says nothing against the secret', (id, type) => {
    for (const [status, code] of [
      [429, 'rate_limited'],
      [503, 'server_error'],
    ] as const)
      expect(judged(id, type, status, {})).toMatchObject({ ok: false, finding: { code, field: null } });
  });

  it.each(vendors)('of %s (%s) that is a web page is no pass', (id, type) => {
    expect(judged(id, type, 200, '<!doctype html><title>Sign in</title>')).toMatchObject({ ok: false });
  });
});
