import { Long } from 'bson';
import { describe, expect, it } from 'vitest';
import { collect, plainFile, refusalOf } from './fixtures.ts';
import type { ImportItem } from './item.ts';
import { inspect, openItems } from './read.ts';

const open = (...documents: readonly Record<string, unknown>[]) =>
  collect(openItems(plainFile(...documents), { kind: 'plain' }));

const only = async (document: Record<string, unknown>) => {
  const [opened, ...others] = await open(document);
  if (opened === undefined || others.length > 0) throw new Error('One item is expected.');
  return opened;
};

const expected = (fields: Partial<ImportItem>): ImportItem => ({
  identifier: null,
  name: 'Main',
  component: 'slack',
  authType: 'oauth2',
  environment: '',
  settings: {},
  metadata: {},
  secret: {},
  audience: null,
  version: null,
  ...fields,
});

describe('a plain file is', () => {
  const one = { name: 'Main', component: 'slack', token: 'abc' };
  it.each<[string, number, readonly Record<string, unknown>[]]>([
    ['one document with a type', 1, [{ type: 'credential', ...one }]],
    ['one document with a resource type', 1, [{ resourceType: 'credential', ...one }]],
    ['one document that looks like a credential', 1, [one]],
    ['a list', 2, [{ credentials: [one, { ...one, name: 'Second' }] }]],
    ['a list with a type', 1, [{ type: 'credentials', credentials: [one] }]],
    ['a stream of documents', 3, [one, { ...one, type: 'credential' }, one]],
    ['a stream of lists', 3, [{ credentials: [one, one] }, { credentials: [one] }]],
  ])('%s', async (_, count, documents) => {
    expect(await inspect(plainFile(...documents))).toMatchObject({ kind: 'plain', resourceType: 'credential', count });
    const opened = await open(...documents);
    expect(opened.map(({ i }) => i)).toEqual(Array.from({ length: count }, (_, n) => n + 1));
    expect(opened[0]?.item).toEqual(expected({ authType: 'bearer', secret: { token: 'abc' } }));
  });

  it('never taken for a sealed one', async () => {
    const unlock = { kind: 'passphrase', passphrase: 'x' } as const;
    expect((await refusalOf(() => collect(openItems(plainFile(one), unlock)))).code).toBe('IMP-203');
  });
});

describe('the words of other tools', () => {
  it('Apideck: credentials, settings and metadata of a connection', async () => {
    const opened = await only({
      service_id: 'slack',
      name: 'Main',
      auth_type: 'oauth2',
      enabled: true,
      credentials: { access_token: 'a', refresh_token: null, issued_at: new Date(0), expires_in: 3_600 },
      settings: { region: 'eu', retries: 3 },
      metadata: { plan: 'pro', seats: 4 },
    });
    expect(opened.item).toEqual(
      expected({
        secret: { access_token: 'a', issued_at: '1970-01-01T00:00:00.000Z', expires_in: '3600' },
        settings: { region: 'eu', retries: 3 },
        metadata: { plan: 'pro', seats: '4' },
      }),
    );
    expect(opened.ignored).toEqual(['enabled']);
  });

  it('elastic.io: attributes, keys and the related component', async () => {
    const opened = await only({
      id: '5f1',
      type: 'credential',
      attributes: { name: 'Main', keys: { host: 'sftp.example.com', username: 'u', password: 'p' } },
      relationships: { component: { data: { id: 'slack', type: 'component' } }, workspace: { data: { id: 'w' } } },
      links: { self: '/v2/credentials/5f1' },
    });
    expect(opened.item).toEqual(
      expected({
        identifier: '5f1',
        authType: 'basic',
        secret: { host: 'sftp.example.com', username: 'u', password: 'p' },
      }),
    );
    expect(opened.ignored).toEqual(['links']);
  });

  it('Tray: user data, credentials and an unknown environment id', async () => {
    const opened = await only({
      name: 'Main',
      service: 'slack',
      authenticationType: 'token',
      serviceEnvironmentId: '0490',
      userData: { team: 'T1' },
      credentials: { access_token: 'a' },
      scopes: ['read'],
    });
    expect(opened.item).toEqual(
      expected({ authType: 'bearer', settings: { team: 'T1' }, secret: { access_token: 'a' } }),
    );
    expect(opened.ignored.toSorted()).toEqual(['scopes', 'serviceEnvironmentId']);
  });

  it.each<[string, Record<string, unknown>, Partial<ImportItem>]>([
    [
      'access_key, refresh_key',
      { access_key: 'a', refresh_key: 'b' },
      { secret: { access_token: 'a', refresh_token: 'b' } },
    ],
    [
      'tokens with what belongs to them',
      { accessToken: 'a', refresh_token: 'b', expiresAt: new Date(0), expires_in: 60, client_id: 'c', scope: 'r w' },
      {
        secret: { access_token: 'a', refresh_token: 'b', expires_at: '1970-01-01T00:00:00.000Z', expires_in: '60' },
        settings: { client_id: 'c', scope: 'r w' },
      },
    ],
    ['api_key', { api_key: 'a' }, { authType: 'api_key', secret: { api_key: 'a' } }],
    ['apiKey', { apiKey: 'a' }, { authType: 'api_key', secret: { api_key: 'a' } }],
    [
      'username, password',
      { username: 'a', password: 'b' },
      { authType: 'basic', secret: { username: 'a', password: 'b' } },
    ],
    ['auth', { auth: { token: 'a' } }, { authType: 'bearer', secret: { token: 'a' } }],
    ['fields', { fields: { apiKey: 'a' } }, { authType: 'api_key', secret: { api_key: 'a' } }],
    ['secret', { secret: { dc: 'us21', access_token: 'a' } }, { secret: { dc: 'us21', access_token: 'a' } }],
    [
      'type as the way to sign in',
      { type: 'API_KEY', secret: { pat: 'a' } },
      { authType: 'api_key', secret: { pat: 'a' } },
    ],
    [
      'environment',
      { environment: 'staging', token: 'a' },
      { authType: 'bearer', environment: 'staging', secret: { token: 'a' } },
    ],
    [
      'a key pair, which is no token',
      { authType: 'custom', secret: { access_key: 'AK', secret_key: 'SK' } },
      { authType: 'custom', secret: { access_key: 'AK', secret_key: 'SK' } },
    ],
    [
      'numbers larger than a number holds',
      { authType: 'custom', settings: { account: Long.fromString('9007199254740993') } },
      { authType: 'custom', settings: { account: '9007199254740993' } },
    ],
    [
      'keys that mean something to a program',
      { authType: 'custom', secret: { _bsontype: 'ObjectId', $ref: 'x', toJSON: 'y' } },
      { authType: 'custom', secret: { _bsontype: 'ObjectId', $ref: 'x', toJSON: 'y' } },
    ],
  ])('%s', async (_, fields, changes) => {
    // A list of pairs, so that js-bson writes `_bsontype` like any other key.
    const asMap = (value: unknown): unknown =>
      typeof value === 'object' && value?.constructor === Object ? new Map(Object.entries(value)) : value;
    const document = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, asMap(value)]));
    const opened = await only({ name: 'Main', component: 'slack', ...document });
    expect(opened.item).toEqual(expected(changes));
    expect(opened.ignored).toEqual([]);
  });

  it('of two words for one field the first of the table wins and the other is reported', async () => {
    const opened = await only({
      title: 'Other',
      label: 'Third',
      name: 'Main',
      app: 'slack',
      token: 'a',
      secret: { token: 'b' },
    });
    expect(opened.item).toEqual(expected({ authType: 'bearer', secret: { token: 'a' } }));
    expect(opened.ignored.toSorted()).toEqual(['label', 'secret.token', 'title']);
  });

  it('what is not understood is reported, not taken', async () => {
    const opened = await only({
      name: 'Main',
      component: 'slack',
      token: 'a',
      colour: 'red',
      settings: { list: [1], nested: { a: 1 }, kept: 'k' },
    });
    expect(opened.item.settings).toEqual({ kept: 'k' });
    expect(opened.ignored.toSorted()).toEqual(['colour', 'settings.list', 'settings.nested']);
  });
});

describe('a plain file is refused', () => {
  const item = (changes: Record<string, unknown>) => ({ name: 'Main', component: 'slack', token: 'abc', ...changes });
  it.each<[string, string, string | undefined, Record<string, unknown>]>([
    ['an empty document', 'IMP-203', undefined, {}],
    ['a document about something else', 'IMP-203', undefined, { hello: 'world' }],
    ['an empty list', 'IMP-209', undefined, { credentials: [] }],
    ['no name', 'IMP-210', 'name', { component: 'slack', token: 'a' }],
    ['an empty name', 'IMP-210', 'name', item({ name: '' })],
    ['no component', 'IMP-210', 'component', { name: 'Main', token: 'a' }],
    ['a way to sign in that is unknown', 'IMP-210', 'authType', item({ authType: 'magic' })],
    ['nothing that tells the way to sign in', 'IMP-210', 'authType', { name: 'Main', component: 'slack' }],
    ['a list of texts', 'IMP-210', 'credentials', { credentials: ['a'] }],
    ['a value above 64 KiB', 'IMP-210', 'secret.token', item({ token: 'a'.repeat(65_537) })],
    [
      '65 settings',
      'IMP-210',
      'settings',
      item({ settings: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`k${n}`, n])) }),
    ],
  ])('for %s with %s', async (_, code, field, document) => {
    for (const read of [() => inspect(plainFile(document)), () => open(document)]) {
      const error = await refusalOf(read);
      expect(error.code).toBe(code);
      expect(error.detail['field']).toBe(field);
      expect(error.message).not.toContain('abc');
    }
  });

  it('naming the number of the item', async () => {
    const error = await refusalOf(() => inspect(plainFile(item({}), { credentials: [item({}), { token: 'a' }] })));
    expect(error.detail).toEqual({ item: 3, field: 'name' });
  });
});
