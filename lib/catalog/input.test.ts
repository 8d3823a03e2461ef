import { describe, expect, it } from 'vitest';
import { getComponent } from '#lib/catalog/catalog.ts';
import { audienceOf, parseSettings } from '#lib/catalog/input.ts';
import { findMethod, type AuthMethod } from '#lib/catalog/schema.ts';

function methodOf(id: string, type: string): AuthMethod {
  const method = findMethod(getComponent(id), type);
  if (!method) throw new Error(`${id} has no ${type}.`);
  return method;
}

const github = methodOf('github', 'bearer');
const mailchimp = methodOf('mailchimp', 'api_key');
const postgres = methodOf('postgres', 'database');
const login = { host: 'db.example.com', port: '5432', database: 'orders', user: 'orders_sync', sslmode: 'verify-full' };

const parseToken = (token: unknown) => parseSettings(github, { settings: {}, secret: { token } });
const parseLogin = (settings: Record<string, unknown>, password: unknown = 'pw') =>
  parseSettings(postgres, { settings: { ...login, ...settings }, secret: { password } });
const issueOf = (parsed: ReturnType<typeof parseSettings>) => (parsed.ok ? null : parsed.issues[0]);

describe('a pasted token', () => {
  it.each([
    ['ghp_abc', 'ghp_abc', 0],
    ['  ghp_abc\r\n', 'ghp_abc', 1],
    ['\u200bghp_abc\ufeff', 'ghp_abc', 1],
    ['"ghp_abc"', 'ghp_abc', 1],
    [`'ghp_abc'`, 'ghp_abc', 1],
    ['“ghp_abc”', 'ghp_abc', 1],
    ['Bearer ghp_abc', 'ghp_abc', 1],
    ['token ghp_abc', 'ghp_abc', 1],
    ['basic  ghp_abc', 'ghp_abc', 1],
    ['"Bearer ghp_abc"\n', 'ghp_abc', 2],
    ['Bearerghp', 'Bearerghp', 0],
    ['"ghp_abc', '"ghp_abc', 0],
    ['x'.repeat(8_192), 'x'.repeat(8_192), 0],
  ])('%j is taken as what was meant', (raw, token, notices) => {
    const parsed = parseToken(raw);
    expect(parsed).toMatchObject({ ok: true, secret: { token } });
    if (parsed.ok) {
      expect(parsed.notices).toHaveLength(notices);
      expect(JSON.stringify(parsed.notices)).not.toContain(token);
      expect(parseToken(parsed.secret['token'])).toMatchObject({ ok: true, secret: { token }, notices: [] });
    }
  });

  it.each([
    ['', 'Personal access token is needed.'],
    ['   \n', 'Personal access token is needed.'],
    ['""', 'Personal access token is needed.'],
    [undefined, 'Personal access token is needed.'],
    ['ghp_\u0000abc', 'cannot be stored'],
    ['ghp_\ud800', 'cannot be stored'],
    ['ghp_abc\nghp_def', 'Copy it in one piece'],
    ['ghp_abc def', 'Copy it in one piece'],
    ['ghp_abc–def', 'character in it that no key has'],
    ['x'.repeat(16_385), 'At most 16384 characters'],
    [{ a: 1 }, 'is not text'],
    [true, 'is not text'],
  ])('%j is refused with a reason', (raw, reason) => {
    const issue = issueOf(parseToken(raw));
    expect(issue).toMatchObject({ field: 'token', message: expect.stringContaining(reason) as string });
    expect(issue?.message).not.toContain('ghp_');
  });

  it('is refused where it is not asked for', () => {
    const parsed = parseSettings(github, { settings: { token: 'x' }, secret: { token: 'x', __proto__x: 'y' } });
    expect(parsed).toMatchObject({ ok: false });
    if (!parsed.ok) expect(parsed.issues.map((issue) => issue.field)).toEqual(['token', '__proto__x']);
  });

  it('of the wrong kind is named as such', () => {
    const parsed = parseSettings(methodOf('stripe', 'api_key'), { settings: {}, secret: { apiKey: 'pk_test_1' } });
    expect(issueOf(parsed)?.message).toContain('publishable key');
  });
});

describe('a password', () => {
  it.each([
    [' p w ', ' p w ', 1],
    ['"quoted"', '"quoted"', 0],
    ['Bearer x', 'Bearer x', 0],
    ['pässwörd ✓', 'pässwörd ✓', 0],
    ['pw\r\n', 'pw', 0],
  ])('%j is kept as it is but for line ends behind it', (raw, password, notices) => {
    const parsed = parseLogin({}, raw);
    expect(parsed).toMatchObject({ ok: true, secret: { password } });
    if (parsed.ok) expect(parsed.notices).toHaveLength(notices);
  });

  it('has no line break inside', () => expect(issueOf(parseLogin({}, 'a\nb'))?.field).toBe('password'));
});

describe('a host', () => {
  it.each([
    ['db.example.com', 'db.example.com'],
    [' DB.Example.COM. ', 'db.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['my_db-1', 'my_db-1'],
    ['10.1.2.3', '10.1.2.3'],
    ['2130706433', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['[2001:DB8::1]', '2001:db8::1'],
    ['2001:0db8:0:0:0:0:0:1', '2001:db8::1'],
  ])('%j is stored in its one spelling', (raw, host) => {
    expect(parseLogin({ host: raw })).toMatchObject({ ok: true, settings: { host } });
    expect(parseLogin({ host })).toMatchObject({ ok: true, settings: { host } });
  });

  it.each([
    ['https://db.example.com/orders', 'Only the host, without a scheme and without a path: db.example.com.'],
    ['postgres://sync:s3cret@db.example.com:5432/orders', 'without a scheme and without a path: db.example.com.'],
    ['db.example.com/orders', 'Only the host, without a path: db.example.com.'],
    ['db.example.com:5433', 'The port has a field of its own. The host is db.example.com.'],
    ['sync:s3cret@db.example.com', 'user and password have fields of their own'],
    ['db example', 'not the name of a host'],
    ['-db', 'not the name of a host'],
    ['/var/run/postgresql', 'without a path'],
    ['fe80::1%eth0', 'without a zone'],
    ['a%2eb', 'not the name of a host'],
    [`${'a'.repeat(250)}.com`, 'not the name of a host'],
  ])('%j is refused and explained', (raw, reason) => {
    const issue = issueOf(parseLogin({ host: raw }));
    expect(issue).toMatchObject({ field: 'host', message: expect.stringContaining(reason) as string });
    expect(issue?.message).not.toContain('s3cret');
  });
});

describe('other fields', () => {
  it.each(['0', '65536', '-1', '5432a', '1e3', '123456', 5432.5])('%j is no port', (port) =>
    expect(issueOf(parseLogin({ port }))).toEqual({ field: 'port', message: 'A port is a number from 1 to 65535.' }),
  );

  it.each([5433, '5433', ' 5433 '])('%j is a port, stored as a number', (port) =>
    expect(parseLogin({ port })).toMatchObject({ ok: true, settings: { port: 5433 } }),
  );

  it('take their default when nothing was typed', () => {
    expect(parseLogin({ port: '', sslmode: undefined })).toMatchObject({
      ok: true,
      settings: { port: 5432, sslmode: 'verify-full' },
    });
  });

  it('take only an option of a select', () =>
    expect(issueOf(parseLogin({ sslmode: 'prefer' }))?.field).toBe('sslmode'));

  it('are left out, not refused, while they are not asked for', () => {
    const parsed = parseLogin({ sslmode: 'disable', caCertificate: 'not a certificate' });
    expect(parsed).toMatchObject({ ok: true });
    if (parsed.ok) expect(parsed.settings).not.toHaveProperty('caCertificate');
    expect(issueOf(parseLogin({ caCertificate: 'not a certificate' }))?.field).toBe('caCertificate');
  });

  it('keep the lines of a certificate', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    const parsed = parseLogin({ caCertificate: `${pem.replaceAll('\n', '\r\n')}\r\n` });
    expect(parsed).toMatchObject({ ok: true, settings: { caCertificate: pem } });
  });
});

describe('the address of a REST API', () => {
  const bearer = methodOf('rest', 'bearer');
  const parseUrl = (baseUrl: string) => parseSettings(bearer, { settings: { baseUrl }, secret: { token: 't' } });

  it.each([
    ['https://API.example.com/v1/', 'https://api.example.com/v1', 'https://api.example.com:443'],
    ['api.example.com', 'https://api.example.com', 'https://api.example.com:443'],
    ['https://api.example.com:8443', 'https://api.example.com:8443', 'https://api.example.com:8443'],
    ['http://10.0.0.5/x', 'http://10.0.0.5/x', 'http://10.0.0.5:80'],
    ['https://[2001:DB8::1]/', 'https://[2001:db8::1]', 'https://[2001:db8::1]:443'],
    ['https://api.example.com./v1', 'https://api.example.com/v1', 'https://api.example.com:443'],
    ['https://bücher.example', 'https://xn--bcher-kva.example', 'https://xn--bcher-kva.example:443'],
  ])('%j is stored in one spelling, with its audience', (raw, baseUrl, audience) => {
    const parsed = parseUrl(raw);
    expect(parsed).toMatchObject({ ok: true, settings: { baseUrl } });
    if (parsed.ok) expect(audienceOf(bearer, parsed.settings)).toEqual([audience]);
    expect(parseUrl(baseUrl)).toMatchObject({ ok: true, settings: { baseUrl }, notices: [] });
  });

  it.each([
    'ftp://a.example',
    'javascript:alert(1)',
    'https://user:pw@a.example',
    'https://@a.example',
    'https://a.example?x=1',
    'https://a.example/#x',
    'https://a.example\\@b.example',
    'https://a b',
    'https://',
  ])('%j is refused', (raw) => expect(issueOf(parseUrl(raw))?.field).toBe('baseUrl'));

  it.each([
    ['https://a.example/', 'x', 482],
    ['a.example/', 'x', 482],
    ['https://a.example/', '世', 53],
  ])('%s and as much behind it as fits once it is stored is taken, and again; more is refused', (start, sign, most) => {
    const parsed = parseUrl(start + sign.repeat(most));
    if (!parsed.ok) throw new Error(parsed.issues[0]?.message);
    expect(parseUrl(String(parsed.settings['baseUrl']))).toMatchObject({ ok: true, settings: parsed.settings });
    expect(issueOf(parseUrl(start + sign.repeat(most + 1)))).toMatchObject({
      field: 'baseUrl',
      message: expect.stringContaining('At most 500 characters') as string,
    });
  });

  it.each(['me', '//evil.example/x', '/a b', '/x#y'])('with the test path %j is refused', (testPath) => {
    const parsed = parseSettings(bearer, { settings: { baseUrl: 'a.example', testPath }, secret: { token: 't' } });
    expect(issueOf(parsed)?.field).toBe('testPath');
  });

  it.each(['Host', 'HOST', 'content-length', 'Transfer-Encoding', 'bad header', 'x:y', ''])(
    'sends no secret in the header %j',
    (headerName) => {
      const settings = { baseUrl: 'a.example', placement: 'header', headerName };
      const parsed = parseSettings(methodOf('rest', 'api_key'), { settings, secret: { apiKey: 'k' } });
      if (headerName === '') expect(parsed).toMatchObject({ ok: true, settings: { headerName: 'X-API-Key' } });
      else expect(issueOf(parsed)?.field).toBe('headerName');
    },
  );

  it('asks for the name that belongs to the placement, and only for that', () => {
    const settings = { baseUrl: 'a.example', placement: 'query', headerName: 'Host' };
    const parsed = parseSettings(methodOf('rest', 'api_key'), { settings, secret: { apiKey: 'Token k' } });
    expect(parsed).toMatchObject({
      ok: true,
      settings: { baseUrl: 'https://a.example', placement: 'query', queryName: 'api_key' },
      secret: { apiKey: 'Token k' },
    });
    if (parsed.ok) expect(parsed.settings).not.toHaveProperty('headerName');
  });
});

describe('a derived setting', () => {
  const parse = (apiKey: string, dc?: string) =>
    parseSettings(mailchimp, { settings: { ...(dc && { dc }) }, secret: { apiKey } });

  it('is read from the key, or taken as typed', () => {
    expect(parse(' abc-def-us19 ')).toMatchObject({ ok: true, settings: { dc: 'us19' } });
    expect(parse('abc-us19', 'us6')).toMatchObject({ ok: true, settings: { dc: 'us6' } });
  });

  it('is asked for when the key does not have it', () => {
    expect(issueOf(parse('abc'))).toEqual({ field: 'dc', message: expect.stringContaining('-us19') as string });
    expect(issueOf(parse('abc-evil.example/'))?.field).toBe('dc');
  });
});

describe('an audience', () => {
  it.each([
    [github, {}, ['https://api.github.com:443']],
    [mailchimp, { dc: 'us19' }, ['https://us19.api.mailchimp.com:443']],
    [mailchimp, {}, []],
    [postgres, { host: 'db.example', port: 5433 }, ['postgres://db.example:5433']],
    [postgres, { host: '2001:db8::1', port: 5432 }, ['postgres://[2001:db8::1]:5432']],
    [postgres, { host: 'db.example' }, []],
    [methodOf('rest', 'bearer'), {}, []],
    [methodOf('github', 'oauth2'), {}, ['https://api.github.com:443', 'https://github.com:443']],
    [methodOf('microsoft', 'oauth2'), {}, ['https://graph.microsoft.com:443', 'https://login.microsoftonline.com:443']],
    // Their OAuth app says where tokens are given.
    [
      methodOf('salesforce', 'oauth2'),
      { instanceUrl: 'https://a.my.salesforce.com' },
      ['https://a.my.salesforce.com:443'],
    ],
    [methodOf('oauth2', 'oauth2'), { baseUrl: 'https://api.example' }, ['https://api.example:443']],
  ])('is what the settings say, or nothing', (method, settings, audience) =>
    expect(audienceOf(method, settings)).toEqual(audience),
  );
});
