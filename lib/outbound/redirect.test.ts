import { describe, expect, it } from 'vitest';
import { isAppError } from '#lib/errors.ts';
import type { Answer, Hop } from './exchange.ts';
import { requestHeaders } from './headers.ts';
import { nextHop, redirectRule } from './redirect.ts';
import { parseUrl } from './target.ts';

const hop = (method: string, body?: string): Hop => ({
  ...parseUrl('https://api.example.com/v1/me?key=secret'),
  method,
  headers: requestHeaders({
    Authorization: 'Bearer secret',
    Cookie: 'secret',
    'X-Api-Key': 'secret',
    'Content-Type': 'application/json',
    'User-Agent': 'Test',
  }),
  body,
});

const answer = (status: number, location?: string): Answer => ({
  status,
  headers: location === undefined ? {} : { location },
  body: Buffer.alloc(0),
});

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
  return 'followed';
};

const byDefault = redirectRule(undefined);

describe('redirects', () => {
  it.each([200, 201, 300, 304, 305, 399, 400, 404])('%i is an answer', (status) => {
    expect(nextHop(hop('GET'), answer(status, '/elsewhere'), 0, byDefault)).toBeNull();
  });

  it.each([301, 302, 303, 307, 308])('%i without a place is an answer', (status) => {
    expect(nextHop(hop('GET'), answer(status), 0, byDefault)).toBeNull();
  });

  it.each([301, 302, 303, 307, 308])('%i within the origin keeps the secret', (status) => {
    const next = nextHop(hop('GET'), answer(status, '/v2/me'), 0, byDefault);
    expect(next?.url.href).toBe('https://api.example.com/v2/me');
    expect(next?.headers['authorization']).toBe('Bearer secret');
  });

  it.each([
    'https://other.example.com/',
    'https://api.example.com:8443/',
    'http://api.example.com/',
    '//other.example.com/',
    'https://api.example.com.evil.example/',
    'https://127.0.0.1/',
    'https:/\\127.0.0.1/',
    'ftp://api.example.com/',
    'javascript:alert(1)',
    'https://[',
  ])('to %s is refused unless asked for', (location) => {
    expect(codeOf(() => nextHop(hop('GET'), answer(302, location), 0, byDefault))).toBe('OUT-110');
  });

  it.each([301, 302, 303, 307, 308])('%i to another origin takes nothing secret along', (status) => {
    const next = nextHop(hop('GET'), answer(status, 'https://other.example.com/'), 0, redirectRule(1));
    expect(next?.target).toEqual({ scheme: 'https', host: 'other.example.com', port: 443 });
    expect(next?.headers).toEqual({ accept: '*/*', 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'Test' });
    expect(JSON.stringify([next?.url.href, next?.headers])).not.toContain('secret');
  });

  it.each([
    [301, 'POST', 'GET', undefined],
    [302, 'POST', 'GET', undefined],
    [303, 'POST', 'GET', undefined],
    [303, 'PUT', 'GET', undefined],
    [303, 'HEAD', 'HEAD', 'sent'],
    [301, 'PUT', 'PUT', 'sent'],
    [307, 'POST', 'POST', 'sent'],
    [308, 'POST', 'POST', 'sent'],
  ])('%i after %s is %s within the origin', (status, method, nextMethod, body) => {
    const next = nextHop(hop(method, 'sent'), answer(status, '/x'), 0, byDefault);
    expect([next?.method, next?.body]).toEqual([nextMethod, body]);
    expect(next?.headers['content-type']).toBe(body === undefined ? undefined : 'application/json');
  });

  it.each([307, 308])('%i never takes a body to another origin', (status) => {
    const act = (): unknown =>
      nextHop(hop('POST', 'secret'), answer(status, 'https://other.example.com/'), 0, redirectRule(1));
    expect(codeOf(act)).toBe('OUT-110');
  });

  it('end at the number that is allowed', () => {
    expect(codeOf(() => nextHop(hop('GET'), answer(302, '/x'), 2, redirectRule(2)))).toBe('OUT-110');
    expect(codeOf(() => nextHop(hop('GET'), answer(302, '/x'), 1, redirectRule(2)))).toBe('followed');
    expect(codeOf(() => nextHop(hop('GET'), answer(302, '/x'), 0, redirectRule(0)))).toBe('OUT-110');
  });

  it('say where they lead without the path', () => {
    const act = (): unknown => nextHop(hop('GET'), answer(302, 'https://other.example.com/?key=secret'), 0, byDefault);
    expect(act).toThrow('api.example.com redirects to https://other.example.com, which is not followed.');
  });
});
