/** Credentials of many apps as they travel in a file: the same ones for the same seed, about 500 bytes each. */
import { createHash } from 'node:crypto';
import type { CredentialItem } from '#lib/bson/item.ts';

const savedAt = Date.UTC(2026, 10, 2);

export function* sampleItems(count: number, seed = 'keyhaven'): Generator<CredentialItem> {
  for (let n = 1; n <= count; n += 1) yield sampleItem(n, seed);
}

/** The n-th, from 1. */
export function sampleItem(n: number, seed = 'keyhaven'): CredentialItem {
  const digest = createHash('sha256').update(`${seed} ${n}`).digest('hex');
  const kind = kinds[n % kinds.length] ?? githubItem;
  return {
    ...kind(n, digest),
    environment: n % 2 === 0 ? 'production' : 'staging',
    metadata: n % 5 === 0 ? { owner: 'finance' } : {},
    version: { id: `ver_${digest.slice(0, 26)}`, number: 1 + (n % 3), savedAt: new Date(savedAt + n * 1_000) },
  };
}

type OfKind = Omit<CredentialItem, 'environment' | 'metadata' | 'version'>;

const githubItem = (n: number, digest: string): OfKind => ({
  identifier: `github-${digest.slice(0, 16)}`,
  name: `Deploy token ${n}`,
  component: 'github',
  authType: 'bearer',
  settings: {},
  secret: { token: `not-a-real-token-${digest.slice(16, 46)}` },
  audience: ['https://api.github.com:443'],
});

const restItem = (n: number, digest: string): OfKind => ({
  identifier: `rest-${digest.slice(0, 16)}`,
  name: `Orders API ${n}`,
  component: 'rest',
  authType: 'api_key',
  settings: { baseUrl: 'https://api.example.com/v1', placement: 'header', headerName: 'X-API-Key', testPath: '/me' },
  secret: { apiKey: digest },
  audience: ['https://api.example.com:443'],
});

const postgresItem = (n: number, digest: string): OfKind => ({
  identifier: `postgres-${digest.slice(0, 16)}`,
  name: `Ledger ${n}`,
  component: 'postgres',
  authType: 'database',
  settings: { host: 'db.example.com', port: 5432, database: 'ledger', user: 'flows', sslmode: 'require' },
  secret: { password: digest.slice(0, 32) },
  audience: ['postgres://db.example.com:5432'],
});

const kinds = [githubItem, restItem, postgresItem];
