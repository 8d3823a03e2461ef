import { expect, test } from 'vitest';
import { ownPath } from './path.ts';

test.each(['/northwind/operations/credentials', '/a?b=%2F%2Fc', '/'])('follows %s', (path) => {
  expect(ownPath(path)).toBe(path);
});

test.each([
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  '',
  undefined,
  ['/a', '/b'],
  '/..//evil.example',
])('does not follow %s', (given) => {
  expect(ownPath(given)).toBe('/');
});
