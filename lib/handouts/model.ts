import { AppError } from '#lib/errors.ts';
import { aheadMs, endsSoon } from '#lib/leases/model.ts';
import type { OpenedVersion } from '#lib/versions/queries.ts';
import type { Usable } from './queries.ts';
import type { HandoutDto } from './schema.ts';

/** What nobody may have now, whatever is sealed in it. */
export function refuseUnusable({ name, isOn, state }: Usable): void {
  if (isOn === false) throw new AppError('CONNECTION_DISABLED', `${name} is switched off. Nobody is given its secret.`);
  if (state === 'unreadable')
    throw new AppError('UNREADABLE', 'The stored secret cannot be read.', {
      fix: 'Replace the secret, or restore the database from a backup.',
    });
}

/** Whether it may be handed out as it is. Tokens of another version than the current are nobody's to refresh. */
export const isFresh = ({ grant, version, now }: Usable, validMs: number = aheadMs): boolean =>
  grant === null || grant.version !== version || !endsSoon(grant, now, Math.max(validMs, aheadMs));

export function handoutDto(row: Usable, { number, secret, settings, audience }: OpenedVersion): HandoutDto {
  const facts = { credentialId: row.id, name: row.name, component: row.component, version: number, settings, audience };
  if (row.authType !== 'oauth2') {
    const { authType, expiresAt } = row;
    return { ...facts, authType, expiresAt, accessToken: null, tokenType: null, secret: { ...secret } };
  }
  const { accessToken = null } = secret;
  return {
    ...facts,
    authType: row.authType,
    expiresAt: endOf(secret['expiresAt'], row.grant?.accessExpiresAt ?? null),
    accessToken,
    tokenType: accessToken === null ? null : 'Bearer',
    secret: accessToken === null ? {} : { accessToken },
  };
}

/** Sealed with the token, so it is the end of just this one. Where nobody said, the life of the app's tokens is assumed. */
function endOf(text: string | undefined, assumed: number | null): number | null {
  if (text === 'never') return null;
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? assumed : time;
}
