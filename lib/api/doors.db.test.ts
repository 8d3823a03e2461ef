import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createApi } from './listener.ts';
import { startListener, testKey } from './testing.ts';

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
