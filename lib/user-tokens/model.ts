import { permissionsOfScopes, scopes, type Permission, type Scope } from '#lib/access.ts';
import { userTokenMs } from '#lib/api-keys/model.ts';
import { AppError } from '#lib/errors.ts';

/** The scopes a key has, as its permissions tell. */
export const scopesWithin = (permissions: ReadonlySet<Permission>): Scope[] =>
  scopes.filter((scope) => [...permissionsOfScopes([scope])].every((one) => permissions.has(one)));

/**
 * When a token ends that is made now: as asked for, else as late as it may be.
 * @param keyEnds when the key ends it is made with; null: never
 */
export function endOfToken(asked: number | undefined, keyEnds: number | null, now: number): number {
  const latest = now + userTokenMs;
  if (asked === undefined) return Math.min(latest, keyEnds ?? latest);
  if (asked <= latest) return asked;
  throw new AppError('INPUT_INVALID', 'A user token lives two days at the most.', { field: 'expiresAt' });
}
