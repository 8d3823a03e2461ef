import { describe, expect, it } from 'vitest';
import { getComponent } from './catalog.ts';
import { audienceOf, parseSettings, type ParsedInput, type RawInput } from './input.ts';
import { findMethod, type AuthMethod } from './schema.ts';

const hex = '0123456789abcdef0123456789abcdef';

/** One whole input a method, as it is typed. */
const whole: Readonly<Record<string, RawInput>> = {
  'hubspot bearer': { settings: {}, secret: { token: 'a-key' } },
  'notion bearer': { settings: {}, secret: { token: 'a-secret' } },
  'airtable bearer': { settings: {}, secret: { token: 'patABCDEFGHIJ1234.abc' } },
  'twilio basic': { settings: { accountSid: `AC${hex}` }, secret: { authToken: 'a-token' } },
  'twilio api_key': { settings: { accountSid: `AC${hex}`, keySid: `SK${hex}` }, secret: { keySecret: 'a-secret' } },
  'zendesk basic': { settings: { subdomain: 'acme', email: 'ada@example.com' }, secret: { apiToken: 'a-token' } },
  'jira basic': { settings: { site: 'acme', email: 'ada@example.com' }, secret: { apiToken: 'a-token' } },
  'jira api_key': {
    settings: { cloudId: '11223344-a1b2-4b33-a444-def123456789', email: 'ada@example.com' },
    secret: { apiToken: 'a-token' },
  },
  'sendgrid api_key': { settings: {}, secret: { apiKey: 'a-key' } },
  'openai api_key': { settings: {}, secret: { apiKey: 'a-key' } },
  'intercom bearer': { settings: {}, secret: { token: 'a-token' } },
};

type Change = Readonly<Record<string, string>>;

/** @param key component and auth type */
function methodAt(key: string): AuthMethod {
  const [id = '', type = ''] = key.split(' ');
  const method = findMethod(getComponent(id), type);
  if (!method) throw new Error('The component has this auth type.');
  return method;
}

const parse = (key: string, settings: Change = {}, secret: Change = {}): ParsedInput =>
  parseSettings(methodAt(key), {
    settings: { ...whole[key]?.settings, ...settings },
    secret: { ...whole[key]?.secret, ...secret },
  });

function audience(key: string, settings: Change): readonly string[] {
  const parsed = parse(key, settings);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return audienceOf(methodAt(key), parsed.settings);
}

describe('where a secret goes', () => {
  it.each<[string, Change, string]>([
    ['hubspot bearer', {}, 'https://api.hubapi.com:443'],
    ['notion bearer', {}, 'https://api.notion.com:443'],
    ['airtable bearer', {}, 'https://api.airtable.com:443'],
    ['twilio basic', {}, 'https://api.twilio.com:443'],
    ['twilio api_key', { host: 'api.sydney.au1.twilio.com' }, 'https://api.sydney.au1.twilio.com:443'],
    ['zendesk basic', {}, 'https://acme.zendesk.com:443'],
    ['zendesk basic', { subdomain: 'other' }, 'https://other.zendesk.com:443'],
    ['jira basic', {}, 'https://acme.atlassian.net:443'],
    ['jira api_key', {}, 'https://api.atlassian.com:443'],
    ['sendgrid api_key', {}, 'https://api.sendgrid.com:443'],
    ['sendgrid api_key', { host: 'api.eu.sendgrid.com' }, 'https://api.eu.sendgrid.com:443'],
    ['openai api_key', {}, 'https://api.openai.com:443'],
    ['openai api_key', { host: 'eu.api.openai.com' }, 'https://eu.api.openai.com:443'],
    ['intercom bearer', { host: 'api.au.intercom.io' }, 'https://api.au.intercom.io:443'],
  ])('of %s with %j is %s', (key, settings, destination) => {
    expect(audience(key, settings)).toEqual([destination]);
  });

  it('is one of the regions that are offered, and each of them is', () => {
    for (const key of ['twilio basic', 'twilio api_key', 'sendgrid api_key', 'openai api_key', 'intercom bearer']) {
      const region = methodAt(key).fields.find((field) => field.name === 'host');
      for (const { value } of region?.options ?? [])
        expect(audience(key, { host: value })).toEqual([`https://${value}:443`]);
      expect(parse(key, { host: 'evil.example.com' })).toMatchObject({ ok: false, issues: [{ field: 'host' }] });
    }
  });
});

describe('what is typed by mistake', () => {
  it.each<[string, string, string]>([
    ['zendesk basic', 'subdomain', 'acme.zendesk.com'],
    ['zendesk basic', 'subdomain', 'https://acme.zendesk.com'],
    ['zendesk basic', 'subdomain', 'evil.example.com/'],
    ['zendesk basic', 'subdomain', '-acme'],
    ['zendesk basic', 'email', 'ada@example.com/token'],
    ['zendesk basic', 'email', 'ada'],
    ['jira basic', 'site', 'acme.atlassian.net'],
    ['jira basic', 'site', 'evil.example.com#'],
    ['jira basic', 'email', 'ada@example.com:secret'],
    ['jira api_key', 'cloudId', 'acme'],
    ['twilio basic', 'accountSid', `SK${hex}`],
    ['twilio basic', 'accountSid', `AC${hex}/../x`],
    ['twilio api_key', 'keySid', `AC${hex}`],
  ])('into %s as %s, %s, is refused there', (key, field, text) => {
    expect(parse(key, { [field]: text })).toMatchObject({ ok: false, issues: [{ field }] });
  });

  it.each(['keyABCDEFGHIJ1234', 'patABCDEFGHIJ1234'])('as a token of Airtable, %s, is refused', (token) => {
    expect(parse('airtable bearer', {}, { token })).toMatchObject({ ok: false, issues: [{ field: 'token' }] });
  });

  it('is nothing where it is whole', () => {
    for (const key of Object.keys(whole)) expect(parse(key), key).toMatchObject({ ok: true });
  });

  it('is an organization that is chosen and not named', () => {
    expect(parse('openai api_key', { billing: 'project', organization: 'org-acme' })).toMatchObject({
      ok: false,
      issues: [{ field: 'project' }],
    });
    expect(parse('openai api_key', { organization: 'org-acme' })).toMatchObject({
      ok: true,
      settings: { billing: 'key', host: 'api.openai.com' },
    });
  });
});
