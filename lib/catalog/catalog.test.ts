import { describe, expect, it } from 'vitest';
import { createCatalog, findComponent, getComponent, listComponents } from '#lib/catalog/catalog.ts';
import { formOf } from '#lib/catalog/form.ts';
import { drawIcon, iconFileOf, iconOf, monogramOf } from '#lib/catalog/icons.ts';
import { postgres } from '#lib/catalog/manifests/postgres.ts';
import { slack } from '#lib/catalog/manifests/slack.ts';
import { manifest, type ManifestSource } from '#lib/catalog/schema.ts';

const whole = () => listComponents().flatMap((entry) => ('broken' in entry ? [] : [entry]));

describe('the catalogue', () => {
  it('reads every manifest it comes with', () => {
    expect(listComponents().filter((entry) => 'broken' in entry)).toEqual([]);
    expect(listComponents().map((entry) => entry.id)).toEqual([
      'airtable',
      'github',
      'google',
      'hubspot',
      'intercom',
      'jira',
      'mailchimp',
      'microsoft',
      'mysql',
      'notion',
      'oauth2',
      'openai',
      'postgres',
      'quickbooks',
      'redis',
      'rest',
      'salesforce',
      'sendgrid',
      'slack',
      'smtp',
      'stripe',
      'twilio',
      'xero',
      'zendesk',
      'zoho',
    ]);
  });

  it('has an icon path for every simple icon that is named', () => {
    for (const component of whole())
      expect('path' in iconOf(component), component.id).toBe('simpleIcon' in component.icon);
  });

  it('has help or a hint for every secret, and room for a token of 8 KB', () => {
    for (const method of whole().flatMap((one) => one.authMethods))
      for (const field of method.fields.filter((one) => one.secret)) {
        if (field.kind === 'secret' && field.paste !== 'exact') expect(field.charactersMax).toBeGreaterThan(8_192);
        if (field.paste !== 'exact') expect(field.help ?? field.hint, field.label).toBeDefined();
      }
  });

  it('keeps its place for a malformed manifest and everything else whole', () => {
    const { listComponents, findComponent, getComponent } = createCatalog([
      slack,
      { ...postgres, authMethods: 7 },
      42,
      null,
    ]);
    expect(listComponents()).toContainEqual({ id: 'postgres', name: 'PostgreSQL', broken: 'CAT-102' });
    expect(listComponents()).toContainEqual({ id: 'unreadable-3', name: 'unreadable-3', broken: 'CAT-102' });
    expect(listComponents()).toHaveLength(4);
    expect(findComponent('slack')).toHaveProperty('authMethods');
    expect(() => getComponent('postgres')).toThrow(expect.objectContaining({ code: 'CAT-102' }));
  });

  it('takes neither of two manifests with one id', () => {
    const { listComponents } = createCatalog([slack, { ...slack, name: 'Another Slack' }]);
    expect(listComponents()).toEqual([{ id: 'slack', name: 'Slack', broken: 'CAT-102' }]);
  });

  it('knows nothing about what is not there', () => {
    expect(findComponent('constructor')).toBeNull();
    expect(() => getComponent('nope')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('a manifest', () => {
  const [method] = postgres.authMethods;
  if (!method) throw new Error('The manifest has an auth method.');
  const withMethod = (change: Partial<typeof method>): ManifestSource => ({
    ...postgres,
    authMethods: [{ ...method, ...change }],
  });
  const field = { name: 'other', label: 'Other', kind: 'text' } as const;

  it.each<[string, unknown]>([
    ['an unknown key', { ...postgres, colour: 'blue' }],
    ['an auth type twice', { ...postgres, authMethods: [method, method] }],
    ['a field name twice', withMethod({ fields: [...method.fields, { ...field, name: 'host' }] })],
    ['a field that every object has', withMethod({ fields: [...method.fields, { ...field, name: 'constructor' }] })],
    ['a pair that is not there', withMethod({ fields: [...method.fields, { ...field, pairWith: 'nope' }] })],
    ['a secret without its kind', withMethod({ fields: [...method.fields, { ...field, secret: true }] })],
    ['a secret kind that is not secret', withMethod({ fields: [...method.fields, { ...field, kind: 'secret' }] })],
    ['a pattern that does not compile', withMethod({ fields: [...method.fields, { ...field, pattern: '(' }] })],
    ['a pattern without a message', withMethod({ fields: [...method.fields, { ...field, pattern: 'a' }] })],
    ['a select without options', withMethod({ fields: [...method.fields, { ...field, kind: 'select' }] })],
    ['an audience from a secret', withMethod({ audience: { from: 'url', field: 'password' } })],
    ['an audience with a path', withMethod({ audience: { from: 'fixed', destinations: ['https://a.example:443/x'] } })],
    [
      'a host made from a setting that may be anything',
      withMethod({ audience: { from: 'template', destinations: ['https://{user}.example.com:443'] } }),
    ],
    [
      'a secret in an address',
      withMethod({
        verify: {
          kind: 'http',
          method: 'GET',
          url: 'https://a.example/{password}',
          placements: [{ in: 'bearer', token: '{password}' }],
        },
      }),
    ],
    ['an auth type nobody knows', { ...postgres, authMethods: [{ ...method, type: 'magic' }] }],
  ])('is refused with %s', (_, source) => {
    expect(manifest.safeParse(source).success).toBe(false);
  });

  it('is accepted as it is', () => expect(manifest.safeParse(withMethod({})).success).toBe(true));
});

describe('a form', () => {
  it('is plain JSON without a word about how it is checked', () => {
    for (const component of whole()) {
      const form = formOf(component);
      expect(JSON.parse(JSON.stringify(form))).toEqual(form);
      expect(JSON.stringify(form)).not.toMatch(/placements|destinations|"verify"|auth\.test|api\.github\.com/);
    }
  });

  it('says what a browser has to know', () => {
    const [method] = formOf(getComponent('postgres')).authMethods;
    const byName = new Map(method?.fields.map((one) => [one.name, one]));
    expect(byName.get('port')).toMatchObject({ kind: 'port', defaultValue: '5432', pairWith: 'host', required: true });
    expect(byName.get('password')).toMatchObject({ kind: 'secret', secret: true });
    expect(byName.get('sslmode')).toMatchObject({ defaultValue: 'verify-full' });
    expect(byName.get('caCertificate')).toMatchObject({
      required: false,
      when: { field: 'sslmode', is: ['verify-full'] },
    });
  });

  it('does not require what is read from another field', () => {
    const [method] = formOf(getComponent('mailchimp')).authMethods;
    expect(method?.fields.find((one) => one.name === 'dc')?.required).toBe(false);
  });

  it('says which method cannot be checked, and why', () => {
    const methods = formOf(getComponent('slack')).authMethods;
    expect(methods.map((one) => one.notTestable)).toEqual([
      null,
      expect.stringContaining('without posting a message'),
      null,
    ]);
  });

  it('draws two letters where there is no icon', () => {
    expect(formOf(getComponent('slack')).icon).toEqual({ monogram: 'Sl' });
    expect(iconOf({ name: 'Amazon S3', icon: { simpleIcon: 'siNope' } })).toEqual({ monogram: 'Am' });
    expect(monogramOf('!')).toBe('?');
  });

  it('has a picture for each component, under a name that only says what is drawn', () => {
    const files = listComponents().map((one) => iconFileOf(one));
    for (const file of files) expect(drawIcon(file), file).toMatch(/^<svg [^>]*>.+<\/svg>$/);
    expect(files).toEqual(expect.arrayContaining(['siGithub.svg', 'Sl.svg']));
    for (const name of ['!', 'ßa', '字画', 'Amazon S3'])
      expect(drawIcon(iconFileOf({ name })), name).toContain('</text>');
  });

  it.each([
    '',
    '.svg',
    'siNope.svg',
    'siGithub',
    '<a/>.svg',
    '&.svg',
    '"x.svg',
    '../Sl.svg',
    'constructor.svg',
    'a\n.svg',
  ])('draws nothing by the name %j', (name) => expect(drawIcon(name)).toBeNull());
});
