import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isWanted, possibleTypes, typesOf, type Told } from './model.ts';
import { eventTypes, testType } from './schema.ts';

const told = (action: string, detail: Told['detail'] = {}): Told => ({ action, targetId: 'crd_1', detail });

describe('the events of an action', () => {
  it.each<[string, Told['detail'], string, readonly string[]]>([
    ['credential.created', {}, 'passed', ['vault.connection.created', 'vault.connection.callable']],
    ['credential.created', {}, 'not_testable', ['vault.connection.created']],
    ['credential.connected', {}, 'passed', ['vault.connection.created', 'vault.connection.callable']],
    ['credential.imported', {}, 'unverified', ['vault.connection.created']],
    ['credential.duplicated', {}, 'passed', ['vault.connection.created', 'vault.connection.callable']],
    ['credential.restored', {}, 'passed', ['vault.connection.created', 'vault.connection.callable']],
    ['credential.restored', {}, 'reconnect', ['vault.connection.created']],
    ['credential.updated', { environment: 'staging' }, 'passed', ['vault.connection.updated']],
    ['credential.updated', { before: 'passed' }, 'passed', ['vault.connection.updated']],
    ['credential.updated', { before: 'failed' }, 'passed', ['vault.connection.updated', 'vault.connection.callable']],
    ['credential.reconnected', {}, 'passed', ['vault.connection.updated', 'vault.connection.callable']],
    ['credential.overridden', {}, 'unverified', ['vault.connection.updated']],
    ['credential.disabled', {}, 'passed', ['vault.connection.disabled']],
    ['credential.enabled', {}, 'passed', ['vault.connection.updated', 'vault.connection.callable']],
    ['credential.enabled', {}, 'unverified', ['vault.connection.updated']],
    ['credential.reverted', {}, 'unverified', ['vault.connection.updated']],
    ['credential.deleted', {}, 'passed', ['vault.connection.deleted']],
    ['credential.revoked', {}, 'passed', ['vault.connection.revoked']],
    ['credential.refresh_pending', {}, 'passed', ['vault.connection.token_refresh.pending']],
    ['credential.refresh_failed', {}, 'reconnect', ['vault.connection.token_refresh.failed']],
    [
      'credential.refresh_recovered',
      {},
      'passed',
      ['vault.connection.token_refresh.recovered', 'vault.connection.callable'],
    ],
    ['credential.expiring', {}, 'passed', ['credential.expiring']],
    ['credential.verified', { outcome: 'failed', before: 'passed' }, 'failed', ['credential.verification.failed']],
    ['credential.verified', { outcome: 'failed', before: 'failed' }, 'failed', []],
    ['credential.verified', { outcome: 'passed', before: 'passed' }, 'passed', []],
    [
      'credential.verified',
      { outcome: 'passed', before: 'failed' },
      'passed',
      ['credential.verification.recovered', 'vault.connection.callable'],
    ],
    ['credential.verified', { outcome: 'passed', before: 'unverified' }, 'passed', ['vault.connection.callable']],
    ['credential.verified', { outcome: 'passed' }, 'passed', []],
  ])('%s %o that leaves %s', (action, detail, state, types) => {
    expect(typesOf(told(action, detail), state)).toEqual(types);
    for (const type of types) expect(possibleTypes(told(action))).toContain(type);
  });

  it.each(['credential.refreshed', 'credential.exported', 'credential.purged', 'webhook.created', 'flow.created'])(
    'are none for %s',
    (action) => {
      expect(possibleTypes(told(action))).toEqual([]);
      expect(typesOf(told(action), 'passed')).toEqual([]);
    },
  );
});

it('a type is wanted by its name or by the sign for all of them', () => {
  for (const type of eventTypes) {
    expect(isWanted(type, ['*'])).toBe(true);
    expect(isWanted(type, [type])).toBe(true);
    expect(isWanted(type, [])).toBe(false);
  }
  expect(isWanted('vault.connection.created', ['vault.connection.deleted'])).toBe(false);
});

it('each type is told to those who receive it', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/webhooks.md'), 'utf8');
  const told = [...guide.matchAll(/^\| `([a-z._]+)` \|/gm)].map(([, type]) => type);
  expect(told).toEqual([...eventTypes, testType]);
});
