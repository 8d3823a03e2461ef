import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { startListener } from './testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
beforeAll(async () => {
  await testDatabase();
  listener = await startListener();
});
afterAll(() => listener.stop());

describe('the listener', () => {
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

  it('says of an unknown address what is wrong', async () => {
    const answer = await fetch(`${listener.origin}/nowhere`);
    expect(await answer.json()).toMatchObject({ code: 'NOT_FOUND' });
  });
});
