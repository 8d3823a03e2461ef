import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createApi } from './listener.ts';
import { ask, startListener, testKey } from './testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
beforeAll(async () => {
  await testDatabase();
  listener = await startListener();
});
afterAll(() => listener.stop());

async function told(path: string, headers: Record<string, string>) {
  const answer = await fetch(`${listener.origin}${path}`, { headers });
  return { status: answer.status, headers: answer.headers, isEmpty: (await answer.text()) === '' };
}

describe('the listener', () => {
  // An address that is both a word and an id (/imports/plans, /imports/{id}) would send every request another, slower way.
  it('finds every address by one expression', async () => {
    const api = createApi();
    await api.request('/healthz');
    expect(api.router.name).toBe('SmartRouter + RegExpRouter');
  });

  it.each([
    ['/nowhere', 404],
    ['/healthz', 200],
    ['/v1/me', 401],
    ['/vault/connections', 401],
    ['/webhook/webhooks', 401],
    ['/core/v1/authentications', 401],
    ['/graphql', 401],
    ['/icons/siNope.svg', 404],
  ])('answers %s with its guards and an id', async (path, status) => {
    const { headers, status: answered } = await fetch(`${listener.origin}${path}`);
    expect(answered).toBe(status);
    expect(headers.get('request-id')).toMatch(/^req_/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it.each(['/v1/me', '/v1/audit', '/v1/openapi.json'])(
    'answers %s with them where it tells something',
    async (path) => {
      const key = await testKey(await testWorkspace());
      const { headers, ...answer } = await told(path, { authorization: `Bearer ${key}` });
      expect(answer).toEqual({ status: 200, isEmpty: false });
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
    },
  );

  it('says of an unknown address what is wrong', async () => {
    const answer = await fetch(`${listener.origin}/nowhere`);
    expect(await answer.json()).toMatchObject({ code: 'NOT_FOUND' });
  });
});

/** The first line that answers a request whose body has begun, and goes on for as long as nobody ends it. */
async function answerInTheMiddleOf(request: string): Promise<string> {
  const { hostname, port } = new URL(listener.origin);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  socket.write(`${request} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n`);
  const [said] = await once(socket, 'data');
  socket.destroy();
  return String(said).split('\r\n')[0] ?? '';
}

describe('a body', () => {
  it.each([
    ['POST /v1/credentials', 401],
    ['POST /vault/sessions', 401],
    ['POST /vault/connections/crm/hubspot/import', 401],
    ['POST /vault/connections/crm/hubspot/callback-state', 401],
    ['POST /vault/connections/crm/hubspot/confirm', 401],
    ['POST /webhook/webhooks', 401],
    ['POST /core/v1/authentications', 401],
    ['POST /graphql', 401],
    ['GET /vault/authorize/hubspot/wsp_1', 400],
    ['GET /vault/callback/ten_0', 403],
    ['GET /vault/revoke/hubspot/wsp_1', 400],
    ['POST /vault/callback/ten_0', 401],
  ])('is not waited for where there is no key: %s', async (request, status) => {
    expect(await answerInTheMiddleOf(request)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it.each(['/vault/sessions', '/vault/consumers', '/webhook/webhooks'])(
    'of more than a megabyte is refused at %s in the words of the family',
    async (path) => {
      const ctx = await testWorkspace();
      const headers = { 'x-apideck-app-id': ctx.workspaceId, 'x-apideck-consumer-id': 'ada' };
      const body = { a: 'x'.repeat(1_100_000) };
      const large = await ask('POST', path, { key: await testKey(ctx), headers, body });
      expect([large.status, large.body]).toMatchObject([
        413,
        { status_code: 413, error: 'Payload Too Large', code: 'TOO_LARGE' },
      ]);
      const { status, body: refusal } = await ask('POST', path, { headers, body });
      expect([status, refusal]).toMatchObject([401, { status_code: 401, code: 'KEY_REQUIRED' }]);
    },
  );
});
