import { afterEach, expect, test, vi } from 'vitest';
import { assertBindRules } from './bind.ts';

afterEach(() => vi.unstubAllEnvs());

const refusal = (settings: Record<string, string>): string | null => {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  try {
    assertBindRules();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'not an error';
  } finally {
    vi.unstubAllEnvs();
  }
};

const tls = { TLS_CERT_FILE: '/c', TLS_KEY_FILE: '/k' };
const proxied = { BEHIND_TLS_PROXY: '1', TRUSTED_PROXIES: '10.0.0.0/8' };
const open = { BIND: '0.0.0.0' };
const url = { PUBLIC_URL: 'https://vault.example.com' };

test.each([
  ['nothing set', {}],
  ['127.0.0.1', { BIND: '127.0.0.1' }],
  ['localhost', { BIND: 'localhost' }],
  ['::1', { BIND: '::1' }],
  ['everywhere with TLS files', { ...open, ...tls, ...url }],
  ['everywhere behind a named proxy', { ...open, ...proxied, ...url }],
])('starts: %s', (_name, settings) => {
  expect(refusal(settings)).toBeNull();
});

test.each([
  ['everywhere in clear', { ...open, ...url }, 'TLS_CERT_FILE'],
  ['a network address in clear', { BIND: '192.168.1.4', ...url }, 'TLS_CERT_FILE'],
  ['a name that only begins like this machine', { BIND: '127.0.0.1.example.com', ...url }, 'TLS_CERT_FILE'],
  ['behind a proxy nobody named', { ...open, BEHIND_TLS_PROXY: '1', ...url }, 'TRUSTED_PROXIES'],
  ['half of a certificate', { TLS_CERT_FILE: '/c' }, 'TLS_KEY_FILE'],
  ['without an address people open', { ...open, ...proxied }, 'PUBLIC_URL'],
  ['with an address in clear', { ...open, ...proxied, PUBLIC_URL: 'http://vault.example.com' }, 'PUBLIC_URL'],
  ['a range that is none', { TRUSTED_PROXIES: '10.0.0.0/8,nonsense' }, '"nonsense"'],
])('refuses to start: %s', (_name, settings, named) => {
  expect(refusal(settings)).toContain(named);
});
