import type { Binding } from '#lib/vault/binding.ts';
import { newSigningKey } from '#lib/vault/signing.ts';
import { newReceivingKey } from '#lib/vault/x25519.ts';
import type { KeyKind } from './schema.ts';

/** Where a private key belongs: a row copied to another tenant, kind or version does not open. */
export const privateKeyBinding = (key: { tenantId: string; kind: KeyKind; version: number }): Binding => ({
  tenantId: key.tenantId,
  workspaceId: '',
  credentialId: '',
  field: `${key.kind} key`,
  version: key.version,
  audience: [],
});

export const newKeyPair = (kind: KeyKind) => (kind === 'signing' ? newSigningKey() : newReceivingKey());

export const keyWords: Record<KeyKind, string> = { signing: 'signing key', receiving: 'receiving key' };
