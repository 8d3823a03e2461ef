import { z } from 'zod';
import type { AuthType, Settings } from '#db/schema/credentials.ts';
import { rowId, storableText } from '#lib/names.ts';

/** A token that ends sooner is refreshed first; an hour at the most, because many live no longer. */
const validSecondsMax = 3_600;

const validFor = z.int().min(0).max(validSecondsMax).optional();

export const tokenIdInput = z.strictObject({ id: rowId });
export const tokenInput = z.strictObject({ minValidSeconds: validFor });

const word = storableText(200).min(1);

/** A flow that moves from tenant to tenant knows a credential by what travels with it, not by its id. */
export const tokenByInput = z.union([
  z.strictObject({ identifier: word, minValidSeconds: validFor }),
  z.strictObject({ consumer: word.optional(), connection: word, minValidSeconds: validFor }),
]);

/** By which of its names a credential is asked for. `consumer` null: the one the token is of. */
export type Asked =
  | { readonly id: string }
  | { readonly identifier: string }
  | { readonly consumer: string | null; readonly connection: string };

/**
 * What a flow needs to act as the credential, and the one answer that has a secret in it. Of an OAuth credential it is the
 * access token alone: what renews it stays here.
 */
export interface HandoutDto {
  readonly credentialId: string;
  readonly name: string;
  readonly component: string;
  readonly authType: AuthType;
  readonly version: number;
  /** When what is handed out ends, in epoch milliseconds. Null: it has no end, or nobody said. */
  readonly expiresAt: number | null;
  /** Of an OAuth credential. */
  readonly accessToken: string | null;
  readonly tokenType: 'Bearer' | null;
  /** The secret fields by the names the manifest gives them. */
  readonly secret: Readonly<Record<string, string>>;
  readonly settings: Settings;
  /** scheme://host:port the secret may be sent to. */
  readonly audience: readonly string[];
}
