import { describe, expect, it } from 'vitest';
import { getComponent } from '#lib/catalog/catalog.ts';
import { audienceOf, parseSettings } from '#lib/catalog/input.ts';

function parse(id: string, settings: Record<string, unknown>) {
  const [method] = getComponent(id).authMethods;
  if (!method) throw new Error('A server has an auth method.');
  const parsed = parseSettings(method, { settings, secret: { password: ' pä ss ' } });
  return parsed.ok ? { ...parsed, audience: audienceOf(method, parsed.settings) } : parsed;
}

const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

describe('what is typed for a server', () => {
  it.each([
    [
      'mysql',
      { host: 'DB.example.com', user: 'sync', database: '' },
      { host: 'db.example.com', port: 3306, user: 'sync', sslmode: 'verify-full' },
      'mysql://db.example.com:3306',
    ],
    [
      'redis',
      { host: 'redis.example.com', port: '6380', database: '3' },
      { host: 'redis.example.com', port: 6380, database: 3, sslmode: 'verify-full' },
      'redis://redis.example.com:6380',
    ],
    [
      'smtp',
      { host: 'smtp.example.com', user: 'orders@example.com' },
      { host: 'smtp.example.com', port: 587, user: 'orders@example.com', encryption: 'starttls' },
      'smtp://smtp.example.com:587',
    ],
  ])('%s is completed, and says where the password may go', (id, typed, settings, destination) => {
    expect(parse(id, typed)).toMatchObject({
      ok: true,
      settings,
      secret: { password: ' pä ss ' },
      audience: [destination],
    });
  });

  it.each([
    ['mysql', { host: 'h', user: 'u', sslmode: 'require' }],
    ['redis', { host: 'h', sslmode: 'disable' }],
    ['smtp', { host: 'h', user: 'u', encryption: 'tls-unchecked' }],
  ])('%s has no certificate where none is checked', (id, typed) => {
    const parsed = parse(id, { ...typed, caCertificate: certificate });
    expect(parsed.ok && Object.keys(parsed.settings)).not.toContain('caCertificate');
  });

  it.each([
    ['mysql', { host: 'h' }, 'user'],
    ['mysql', { host: 'mysql://h', user: 'u' }, 'host'],
    ['redis', { host: 'h', database: '-1' }, 'database'],
    ['redis', { host: 'h', database: '1.5' }, 'database'],
    ['smtp', { host: 'h', user: 'u', encryption: 'ssl' }, 'encryption'],
    ['smtp', { host: 'h', user: 'u', caCertificate: 'nope' }, 'caCertificate'],
  ])('%s refuses %o', (id, typed, field) => {
    expect(parse(id, typed)).toMatchObject({ ok: false, issues: [{ field }] });
  });
});
