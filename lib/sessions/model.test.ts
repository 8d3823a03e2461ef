import { expect, test } from 'vitest';
import { newToken } from '#lib/ids.ts';
import { agentLabel, isToken, tokenHash } from './model.ts';

test('a cookie of ours is looked up, anything else is not', () => {
  expect(isToken(newToken())).toBe(true);
  for (const text of ['', 'x', `${newToken()}=`, `${newToken().slice(1)}\u0000`, "' or 1=1 --"]) {
    expect(isToken(text)).toBe(false);
  }
});

test('what is stored does not hold the cookie', () => {
  const token = newToken();
  expect(tokenHash(token)).toMatch(/^[0-9a-f]{64}$/);
  expect(tokenHash(token)).not.toContain(token);
});

test.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
    'Chrome on Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15', 'Safari on macOS'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['curl/8.0', 'Unknown browser'],
  ['', 'Unknown browser'],
])('%s', (agent, label) => {
  expect(agentLabel(agent)).toBe(label);
});
