import type { Binding } from '#lib/vault/seal.ts';

/** Where one version of one secret belongs. A value moved anywhere else does not open. */
export const bindingOf = (row: {
  tenantId: string;
  workspaceId: string;
  credentialId: string;
  number: number;
  audience: readonly string[];
}): Binding => ({
  tenantId: row.tenantId,
  workspaceId: row.workspaceId,
  credentialId: row.credentialId,
  field: 'secret',
  version: row.number,
  audience: row.audience,
});

export type Secret = Readonly<Record<string, string>>;

export const encodeSecret = (secret: Secret): Buffer => Buffer.from(JSON.stringify(secret));

export function decodeSecret(plain: Buffer): Secret {
  const value: unknown = JSON.parse(plain.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not a secret');
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}
