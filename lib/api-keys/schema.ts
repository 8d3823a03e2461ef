import { z } from 'zod';
import { scopes, type Scope } from '#lib/access.ts';
import { name, rowId } from '#lib/names.ts';

export { scopes, type Scope };

export const keysMax = 500;
export const keyPageSize = 50;

export const newKey = z.strictObject({
  name,
  scopes: z.array(z.enum(scopes)).min(1, 'Choose what it may do.').max(scopes.length),
  /** Epoch milliseconds; null: it has no end. */
  expiresAt: z.number().int().min(0).max(8_640_000_000_000_000).nullable(),
});
export type NewKey = z.output<typeof newKey>;

/** Of a person: their password again, where what the key may do asks for it. */
export const keyRequest = newKey.extend({ password: z.string().max(1_000) });
export type KeyRequest = z.output<typeof keyRequest>;

/** A key with one of these takes secrets out, or makes further keys. */
const guardedScopes: readonly Scope[] = ['secrets', 'manage'];
export const asksPassword = (wanted: readonly Scope[]): boolean => wanted.some((one) => guardedScopes.includes(one));

/** What programs hold, or the tokens of users and sessions. */
export type Holder = 'program' | 'consumer';

export const oneKey = z.strictObject({ id: rowId });

export interface KeyDto {
  readonly id: string;
  readonly kind: 'key' | 'user' | 'session';
  readonly name: string;
  /** The last four characters. */
  readonly hint: string;
  readonly scopes: readonly Scope[];
  readonly parentId: string | null;
  readonly consumerId: string | null;
  /** As the tenant's product calls them. */
  readonly consumer: string | null;
  readonly state: 'active' | 'expired' | 'revoked';
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly lastUsedFrom: string | null;
  readonly revokedAt: number | null;
  readonly revokedBy: string | null;
}

/** The token is shown this once. */
export interface CreatedKeyDto {
  readonly key: KeyDto;
  readonly token: string;
}

/** Where programs come in, and what they call the workspace. */
export interface ApiDoor {
  readonly apiUrl: string;
  readonly workspaceId: string;
}

export interface KeyPage {
  readonly rows: readonly KeyDto[];
  readonly next: string | null;
}
