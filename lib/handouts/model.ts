import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { takenBackCode, type GrantRow } from '#lib/grant-rows/model.ts';
import { reconnectNeeded } from '#lib/grants/model.ts';
import { aheadMs, endsSoon } from '#lib/leases/model.ts';
import type { OpenedVersion, SealedRow } from '#lib/versions/queries.ts';
import type { Usable } from './queries.ts';
import type { HandoutDto } from './schema.ts';

/** What nobody may have now, whatever is sealed in it. */
export function refuseUnusable({ name, isOn, state }: Pick<Usable, 'name' | 'isOn' | 'state'>): void {
  if (isOn === false) throw new AppError('CONNECTION_DISABLED', `${name} is switched off. Nobody is given its secret.`);
  if (state === 'unreadable')
    throw new AppError('UNREADABLE', 'The stored secret cannot be read.', {
      fix: 'Replace the secret, or restore the database from a backup.',
    });
}

/** What somebody took back is handed out no more, also not what a refresh under way brought for it. */
export function refuseTakenBack({ name, grant }: { readonly name: string; readonly grant: GrantRow | null }): void {
  if (grant?.failureCode === takenBackCode) throw reconnectNeeded({ name, grant });
}

/** Whether it may be handed out as it is. Without a grant of its current version there is nothing to refresh. */
export function isFresh(row: Usable, validMs: number = aheadMs): boolean {
  const { tokensAt, accessExpiresAt, now } = row;
  if (tokensAt === null) return true;
  return !endsSoon({ tokensAt, accessExpiresAt }, now, Math.max(validMs, aheadMs));
}

export const sealedOf = ({ tenantId, workspaceId }: WorkspaceCtx, row: Usable): SealedRow => ({
  tenantId,
  workspaceId,
  credentialId: row.id,
  number: row.version,
  versionId: row.versionId,
  audience: row.audience,
  savedAt: row.savedAt,
  sealed: row.sealed,
});

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
    expiresAt: endOf(secret['expiresAt'], row.accessExpiresAt),
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
