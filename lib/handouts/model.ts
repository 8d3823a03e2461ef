import type { OpenedVersion } from '#lib/versions/queries.ts';
import { AppError } from '#lib/errors.ts';
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

export function handoutDto(row: Usable, { number, secret, settings, audience }: OpenedVersion): HandoutDto {
  const isOauth = row.authType === 'oauth2';
  const accessToken = (isOauth ? secret['accessToken'] : null) ?? null;
  return {
    credentialId: row.id,
    name: row.name,
    component: row.component,
    authType: row.authType,
    version: number,
    expiresAt: isOauth ? endOf(secret['expiresAt'], row.accessExpiresAt) : row.expiresAt,
    accessToken,
    tokenType: accessToken === null ? null : 'Bearer',
    secret: isOauth ? (accessToken === null ? {} : { accessToken }) : { ...secret },
    settings,
    audience,
  };
}

/** Sealed with the token, so it is the end of just this one. Where nobody said, the life of the app's tokens is assumed. */
function endOf(text: string | undefined, assumed: number | null): number | null {
  if (text === 'never') return null;
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? assumed : time;
}
