import { expect, test } from 'vitest';
import { contentSecurityPolicy, unfitArguments, unfitRequest } from './policy.ts';

test('scripts run by nonce only; nothing is unsafe, nothing frames the page', () => {
  const policy = contentSecurityPolicy('bm9uY2U=', false);
  expect(policy).toContain("script-src 'nonce-bm9uY2U=' 'strict-dynamic';");
  expect(policy).not.toContain('unsafe');
  for (const part of ["frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "form-action 'self'"]) {
    expect(policy).toContain(part);
  }
});

test('only the page that speaks to another origin may', () => {
  expect(contentSecurityPolicy('bm9uY2U=', false)).toContain("connect-src 'self';");
  const policy = contentSecurityPolicy('bm9uY2U=', false, 'https://api.example.com');
  expect(policy).toContain("connect-src 'self' https://api.example.com;");
});

test.each([
  ['GET', {}, undefined],
  ['HEAD', {}, undefined],
  ['POST', { 'content-length': '1048576' }, undefined],
  ['POST', { 'content-length': '1048577' }, 413],
  ['PUT', {}, 405],
  ['DELETE', {}, 405],
  ['TRACE', {}, 405],
])('%s with %o: %s', (method, headers, status) => {
  expect(unfitRequest(method, new Headers(headers))?.status).toBe(status);
});

test.each(['[]', '["$K1"]', '[{"tenant":"a"},{"text":"[[[[ \\" {{{"}]', `[${'[1],'.repeat(5_000)}1]`])(
  'arguments that can be read: %s',
  (text) => {
    expect(unfitArguments(text)).toBeNull();
  },
);

test.each(['', '}{', '{}', '5', 'null', '['.repeat(200_000), `${'['.repeat(500)}${']'.repeat(500)}`])(
  'arguments that cannot',
  (text) => {
    expect(unfitArguments(text)?.status).toBe(400);
  },
);
