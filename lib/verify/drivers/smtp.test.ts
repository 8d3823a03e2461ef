import { once } from 'node:events';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCa, issue, type Ca, type Certificate } from '#e2e/fakes/ca.ts';
import { preloadOptions } from '#e2e/fakes/preload.ts';
import type { Settings } from '#lib/catalog/input.ts';
import { stepsOf, tryDriver, type Tried } from './testing.ts';

const user = 'orders@example.com';
const password = `p"ä ss'`;
const name = 'smtp.example-saas.com';

let ca: Ca;
let certificate: Certificate;
const servers: SMTPServer[] = [];
/** How each of them was signed in to. */
const seen: { readonly port: number; readonly method: string; readonly isSecure: boolean }[] = [];
let messages = 0;

async function listen(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({
    ...certificate,
    disableReverseLookup: true,
    onMailFrom: (_, __, done) => {
      messages += 1;
      done();
    },
    onAuth: (auth, session, done) => {
      seen.push({ port: session.localPort, method: auth.method, isSecure: session.secure });
      if (auth.username === user && auth.password === password) done(null, { user });
      else done(Object.assign(new Error('Invalid login for somebody'), { responseCode: codeOf(auth.username) }));
    },
    ...options,
  });
  server.on('error', () => {});
  servers.push(server);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (typeof address !== 'object' || !address) throw new Error('It listens.');
  return address.port;
}

/** A user named by a number is refused with that code. */
const codeOf = (username = ''): number => (/^\d{3}$/.test(username) ? Number(username) : 535);

const ports = { starttls: 0, tls: 0, plain: 0, login: 0, tokens: 0, other: 0, open: 0 };

beforeAll(async () => {
  ca = await createCa();
  certificate = await issue(ca, ['127.0.0.1', name]);
  ports.starttls = await listen({});
  ports.tls = await listen({ secure: true });
  ports.plain = await listen({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
  ports.login = await listen({ authMethods: ['LOGIN'] });
  ports.tokens = await listen({ authMethods: ['XOAUTH2'] });
  ports.other = await listen(await issue(ca, ['mail.example.com']));
  ports.open = await listen({ disabledCommands: ['AUTH'] });
});

afterAll(async () => {
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
});

const check = (settings: Settings = {}, more: Partial<Tried> = {}) =>
  tryDriver({
    driver: 'smtp',
    password,
    settings: {
      host: '127.0.0.1',
      port: ports.starttls,
      user,
      encryption: 'starttls',
      caCertificate: ca.cert,
      ...settings,
    },
    ...more,
  });

describe('SMTP', () => {
  it('says who is signed in, and sends nothing', async () => {
    const result = await check();
    expect(result).toMatchObject({
      outcome: 'passed',
      message: 'Connected as orders@example.com.',
      account: user,
      fix: null,
    });
    expect(stepsOf(result)).toEqual([
      ['127.0.0.1 reached', 'passed'],
      ['SMTP answered', 'passed'],
      ['Encrypted connection', 'passed'],
      ['Signed in as orders@example.com', 'passed'],
    ]);
    expect(seen.at(-1)).toEqual({ port: ports.starttls, method: 'PLAIN', isSecure: true });
    expect(messages).toBe(0);
  });

  it('encrypts from the start', async () => {
    const result = await check({ port: ports.tls, encryption: 'tls' });
    expect(result).toMatchObject({ outcome: 'passed' });
    expect(stepsOf(result).map(([label]) => label)).toEqual([
      '127.0.0.1 reached',
      'Encrypted connection',
      'SMTP answered',
      'Signed in as orders@example.com',
    ]);
    expect(seen.at(-1)).toMatchObject({ port: ports.tls, isSecure: true });
  });

  it('signs in step by step where that is all there is', async () => {
    expect(await check({ port: ports.login })).toMatchObject({ outcome: 'passed' });
    expect(seen.at(-1)).toMatchObject({ method: 'LOGIN', isSecure: true });
    expect(await check({ port: ports.login }, { password: 'not-it-0815' })).toMatchObject({ code: 'wrong_password' });
  });

  it.each<[string, () => Settings, RegExp]>([
    ['starttls-unchecked', () => ({ port: ports.other }), /certificate is not checked/],
    ['tls-unchecked', () => ({ port: ports.tls, caCertificate: '' }), /certificate is not checked/],
    ['none', () => ({ port: ports.plain }), /password can be read on the way/],
  ])('with encryption %s passes and says what that means', async (encryption, settings, advice) => {
    const result = await check({ ...settings(), encryption });
    expect(result).toMatchObject({ outcome: 'passed', fix: expect.stringMatching(advice) as string });
  });

  it('names a wrong password, and what is right', async () => {
    expect(await check({}, { password: 'not-it-0815' })).toMatchObject({
      outcome: 'failed',
      code: 'wrong_password',
      message: 'SMTP did not accept user and password.',
      fix: 'The server was reached and the connection is encrypted, so host and port are right. Type the password for orders@example.com again; many providers want an app password here.',
      field: 'password',
      account: null,
      detail: '535 at sign-in',
    });
  });

  it.each<[string, () => Settings, string, string | null]>([
    ['an app password that is wanted', () => ({ user: '534' }), 'sign_in_refused', 'password'],
    ['a user who is switched off', () => ({ user: '525' }), 'sign_in_refused', 'user'],
    ['a server that is busy', () => ({ user: '454' }), 'server_busy', null],
    ['a code nobody knows', () => ({ user: '599' }), 'server_refused', null],
    ['tokens instead of passwords', () => ({ port: ports.tokens }), 'method_unknown', 'port'],
    ['no sign-in at all', () => ({ port: ports.open }), 'method_unknown', 'port'],
    ['no sign-in without encryption', () => ({ encryption: 'none' }), 'tls_required', 'encryption'],
    ['no STARTTLS', () => ({ port: ports.plain }), 'tls_not_offered', 'encryption'],
    [
      'none where it need not be trusted',
      () => ({ port: ports.plain, encryption: 'starttls-unchecked' }),
      'tls_not_offered',
      'encryption',
    ],
    ['an authority nobody trusts', () => ({ caCertificate: '' }), 'tls_error', 'host'],
    ['a certificate for another host', () => ({ port: ports.other }), 'tls_error', 'host'],
    ['TLS from the start where it comes later', () => ({ encryption: 'tls' }), 'tls_error', 'host'],
    ['STARTTLS where TLS is from the start', () => ({ port: ports.tls }), 'timeout', 'encryption'],
  ])('names %s', async (_, settings, code, field) => {
    const result = await check(settings());
    expect(result).toMatchObject({ outcome: 'failed', code, field });
    expect(JSON.stringify(result)).not.toContain('Invalid login');
  });

  it('is not called at a private address that no operator allowed', async () => {
    expect(await check({}, { allow: [] })).toMatchObject({ code: 'address_refused', field: 'host' });
  });

  it('is found by name and trusted by what was typed', async () => {
    const environment = { NODE_OPTIONS: preloadOptions({ [name]: '127.0.0.1' }) };
    const allow = [`127.0.0.1:${ports.starttls}`];
    expect(await check({ host: name }, { environment, allow })).toMatchObject({ outcome: 'passed' });
  });
});
