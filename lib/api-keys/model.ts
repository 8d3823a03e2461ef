import { createHash, randomBytes } from 'node:crypto';
import type { apiKeys, KeyKind, SessionSettings } from '#db/schema/api-keys.ts';
import { canDo, permissionsOfScopes, type Scope } from '#lib/access.ts';
import { dayMs } from '#lib/clock.ts';
import type { Ctx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import type { KeyDto } from './schema.ts';

export type { KeyKind, SessionSettings };
export type KeyRow = typeof apiKeys.$inferSelect;

/** A user token lives two days at the most. */
export const userTokenMs = 2 * dayMs;

/** What a token begins with says what it is, to people and to scanners of leaked secrets. */
const prefixes = { key: 'khk_', user: 'khu_' } as const;

/** 32 random bytes. */
export const newApiToken = (kind: 'key' | 'user'): string => prefixes[kind] + randomBytes(32).toString('base64url');

/** Only this of a token is stored. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Ours, or a session token, which is a JWT. Anything else is not looked up. */
export const isApiToken = (text: string): boolean =>
  /^kh[ku]_[A-Za-z0-9_-]{43}$/.test(text) || /^[\w-]{10,200}\.[\w-]{10,8000}\.[\w-]{20,200}$/.test(text);

/** The end of a token, to tell it by: four of 43 characters. */
export const hintOf = (token: string): string => token.slice(-4);

/**
 * What is made with a key is narrower than it and ends no later. Answers when it ends.
 * @throws AppError FORBIDDEN for a scope the maker does not have; INPUT_INVALID for an end that is over or too late
 */
export function refuseWider(ctx: Ctx, wanted: { scopes: readonly Scope[]; expiresAt: number | null }, now: number) {
  const { limits } = ctx;
  if (wanted.expiresAt !== null && wanted.expiresAt <= now)
    throw new AppError('INPUT_INVALID', 'That end is over already.', { field: 'expiresAt' });
  const missing = limits
    ? wanted.scopes.filter((scope) => [...permissionsOfScopes([scope])].some((one) => !limits.permissions.has(one)))
    : wanted.scopes.filter((scope) => [...permissionsOfScopes([scope])].some((one) => !canDo(ctx.role, one)));
  if (missing.length > 0)
    throw new AppError('FORBIDDEN', `Nobody gives what they do not have: ${missing.join(', ')}.`, { scopes: missing });
  const end = limits?.expiresAt ?? null;
  if (end !== null && (wanted.expiresAt === null || wanted.expiresAt > end))
    throw new AppError('INPUT_INVALID', 'What a key makes ends no later than the key.', { field: 'expiresAt' });
}

export const keyDto = (row: Omit<KeyRow, 'tokenHash'> & { consumer?: string | null }, now: number): KeyDto => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  hint: row.hint,
  scopes: row.scopes,
  parentId: row.parentId,
  consumerId: row.consumerId,
  consumer: row.consumer ?? null,
  state: stateOf(row, now),
  createdAt: row.createdAt,
  createdBy: row.createdByLabel,
  expiresAt: row.expiresAt,
  lastUsedAt: row.lastUsedAt,
  lastUsedFrom: row.lastUsedFrom,
  revokedAt: row.revokedAt,
  revokedBy: row.revokedByLabel,
});

function stateOf({ revokedAt, expiresAt }: Pick<KeyRow, 'revokedAt' | 'expiresAt'>, now: number): KeyDto['state'] {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}

export const targetOfKey = (row: { id: string; name: string }) => ({
  targetKind: 'api_key',
  targetId: row.id,
  targetLabel: row.name,
});
