import { z } from 'zod';
import type { Settings } from '#db/schema/credentials.ts';
import { canonicalJson } from '#lib/json.ts';
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

/** The fields a provider's tokens are in. */
export const tokenFields: readonly string[] = ['accessToken', 'refreshToken'];

/** The rest of a secret, without its tokens and the end of the refresh token; `keeps` names fields that stay. */
export const withoutTokens = (secret: Secret, keeps: readonly string[] = []): Secret =>
  Object.fromEntries(
    Object.entries(secret).filter(
      ([field]) => keeps.includes(field) || ![...tokenFields, 'refreshExpiresAt'].includes(field),
    ),
  );

/** What is under one seal: a secret and the settings it was saved with, so that neither is ever used with others. */
export interface Sealed {
  readonly secret: Secret;
  readonly settings: Settings;
}

const sealedShape = z.strictObject({
  secret: z.record(z.string(), z.string()),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

export const encodeSealed = ({ secret, settings }: Sealed): Buffer => Buffer.from(canonicalJson({ secret, settings }));

export const decodeSealed = (plain: Buffer): Sealed => sealedShape.parse(JSON.parse(plain.toString('utf8')));
