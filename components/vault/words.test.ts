import { describe, expect, it } from 'vitest';
import type { Connection } from './vault-api.ts';
import { asksBefore, offered, own, standingOf } from './words.ts';

const connection = (change: Partial<Connection> = {}): Connection => ({
  id: 'crm+hubspot',
  unified_api: 'crm',
  service_id: 'hubspot',
  name: 'HubSpot',
  auth_type: 'oauth2',
  state: 'callable',
  health: 'ok',
  enabled: true,
  integration_state: 'configured',
  form_fields: [],
  updated_at: null,
  ...change,
});

describe('how a connection stands', () => {
  it.each<[Partial<Connection>, string, string | null]>([
    [{}, 'Connected', null],
    [{ health: 'pending_refresh' }, 'Connected', null],
    [{ enabled: false }, 'Disabled', null],
    [{ state: 'added' }, 'Not connected', 'connect'],
    [{ state: 'added', health: 'revoked' }, 'Needs attention', 'reconnect'],
    [{ state: 'added', health: 'needs_auth' }, 'Needs attention', 'reconnect'],
    [{ state: 'authorized', health: 'missing_settings' }, 'Needs attention', 'reconnect'],
    [{ state: 'invalid', health: 'needs_auth' }, 'Needs attention', 'reconnect'],
    [{ state: 'available', enabled: false }, 'Not connected', 'connect'],
  ])('%o is %s', (change, words, way) => {
    expect(standingOf(connection(change))).toMatchObject({ words, way });
  });
});

it('asks for what a sign-in needs before it begins, and for keys always', () => {
  const field = { id: 'base_url', label: 'Base URL', type: 'url', required: true, sensitive: false };
  expect(asksBefore(connection())).toBe(false);
  expect(asksBefore(connection({ form_fields: [field] }))).toBe(true);
  expect(asksBefore(connection({ form_fields: [{ ...field, value: 'https://a.example' }] }))).toBe(false);
  expect(asksBefore(connection({ auth_type: 'apiKey' }))).toBe(true);
  expect(asksBefore(connection({ oauth_grant_type: 'client_credentials' }))).toBe(true);
});

it('offers what can be connected and has not been, and lists the rest worst first', () => {
  const all = [
    connection(),
    connection({ name: 'Zoho', state: 'invalid' }),
    connection({ name: 'Slack', state: 'available', tag_line: 'Messages' }),
    connection({ name: 'Xero', state: 'available', integration_state: 'needs_configuration' }),
  ];
  expect(offered(all, '').map((one) => one.name)).toEqual(['Slack']);
  expect(offered(all, ' MESS').map((one) => one.name)).toEqual(['Slack']);
  expect(offered(all, 'hub')).toEqual([]);
  expect(own(all).map((one) => one.name)).toEqual(['Zoho', 'HubSpot']);
});
