import { expect, test } from 'vitest';
import { countersOf } from './model.ts';

const keysOf = (email: string, address: string) => countersOf(email, address).map((counter) => counter.key);

test.each(['mara@example.com', 'MARA@EXAMPLE.COM', ' Mara@Example.com ', 'ｍａｒａ@example.com', 'mara @example.com'])(
  '%s shares one counter',
  (spelling) => {
    expect(keysOf(spelling, '192.0.2.1')).toEqual(keysOf('mara@example.com', '192.0.2.1'));
  },
);

test('ß and ss are one person for the counter, as for the account', () => {
  expect(keysOf('straße@example.com', 'x')[0]).toBe(keysOf('STRASSE@example.com', 'x')[0]);
});

test('all addresses of one IPv6 network are one place', () => {
  expect(keysOf('a@b', '2001:db8:1:2::1')[1]).toBe(keysOf('a@b', '2001:db8:1:2:ffff::9')[1]);
  expect(keysOf('a@b', '2001:db8:1:2::1')[1]).not.toBe(keysOf('a@b', '2001:db8:1:3::1')[1]);
  expect(keysOf('a@b', '192.0.2.1')[1]).not.toBe(keysOf('a@b', '192.0.2.2')[1]);
  expect(keysOf('a@b', '::ffff:192.0.2.1')[1]).toBe(keysOf('a@b', '192.0.2.1')[1]);
});

test('what was typed is not in the key', () => {
  expect(keysOf('my-password-by-mistake', '192.0.2.1').join(' ')).not.toContain('my-password');
});
