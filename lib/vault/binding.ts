import { lengthPrefixed } from './aead.ts';

/** Where a sealed value belongs. Every field is proved when it is opened; none is stored in the sealed bytes. */
export interface Binding {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly credentialId: string;
  /** Which sealed column or part: `secret`, `client_secret`, … */
  readonly field: string;
  /** The version of the credential, a whole number. */
  readonly version: number;
  /** The origins (`scheme://host:port`) the secret may be sent to: a set, so order and repetition mean nothing. */
  readonly audience: readonly string[];
}

const format = 'keyhaven record 1';

/**
 * The additional data of a sealed value:
 * lengthPrefixed(format, tenant, workspace, credential, field, version in decimal, lengthPrefixed(audience, sorted)).
 * @throws RangeError for a version that is not a whole number.
 */
export function additionalData(binding: Binding): Buffer {
  const { tenantId, workspaceId, credentialId, field, version } = binding;
  if (!Number.isSafeInteger(version) || version < 0) throw new RangeError('A version is a whole number.');
  // Sorted by UTF-16 code units: a locale would seal on one machine what another cannot open.
  const audience = lengthPrefixed([...new Set(binding.audience)].sort());
  return lengthPrefixed([format, tenantId, workspaceId, credentialId, field, String(version), audience]);
}
