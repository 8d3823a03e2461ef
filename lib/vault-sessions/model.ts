import { SignJWT } from 'jose';
import { permissionsOfScopes, type Scope } from '#lib/access.ts';
import { isApiToken, type SessionSettings } from '#lib/api-keys/model.ts';
import { secondMs } from '#lib/clock.ts';
import { may, type Ctx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { newToken } from '#lib/ids.ts';
import { deriveKey } from '#lib/vault/aead.ts';
import type { DataKey } from '#lib/vault/keyring.ts';
import { sessionMs, type NewSession, type SessionClaims } from './schema.ts';

/**
 * What is believed of what was asked for. A consumer's own token does not say where sign-ins end, which would bring its
 * holder the accounts of whoever follows a link of theirs; and the name, the addresses and the account the page shows are
 * the tenant's word, so what such a token says of them is left out.
 * @throws AppError SESSION_REFUSED
 */
export function believedOf({ limits }: Ctx, input: NewSession): NewSession {
  if (!limits || limits.consumerId === null) return input;
  if (input.redirect_uri === null) return { ...input, theme: {}, consumer_metadata: {} };
  throw new AppError('SESSION_REFUSED', 'Where a session leads back to is said with a key, not with a user token.', {
    field: 'redirect_uri',
  });
}

/** When the session ends: after its length, and never later than whoever made it. A whole second, as the token has it. */
export function endOf(ctx: Ctx, input: NewSession, now: number): number {
  const wanted = Math.min(now + sessionMs(input), ctx.limits?.expiresAt ?? Infinity);
  return Math.floor(wanted / secondMs) * secondMs;
}

/**
 * What of its maker's the browser of a consumer gets: never a secret in clear, and of the words that manage a workspace
 * only deleting what is the consumer's, where the session allows that.
 */
export function scopesOf(ctx: Ctx, input: NewSession): Scope[] {
  const mayDelete = input.settings.allow_actions?.includes('delete') ?? true;
  const wanted: readonly Scope[] = mayDelete ? ['metadata', 'import', 'manage'] : ['metadata', 'import'];
  return wanted.filter((scope) => [...permissionsOfScopes([scope], true)].every((one) => may(ctx, one)));
}

/** What the server itself goes by; the claims only tell the page. */
export const rowSettingsOf = ({ settings, redirect_uri }: NewSession): SessionSettings => ({
  ...(settings.unified_apis?.length && { unifiedApis: [...settings.unified_apis] }),
  ...(settings.allow_actions && { allowActions: [...settings.allow_actions] }),
  ...(redirect_uri !== null && { redirectUri: redirect_uri }),
});

export const claimsOf = (workspaceId: string, consumer: string, input: NewSession): SessionClaims => ({
  application_id: workspaceId,
  consumer_id: consumer,
  redirect_uri: input.redirect_uri,
  settings: input.settings,
  theme: input.theme,
  consumer_metadata: input.consumer_metadata,
  data_scopes: { enabled: false },
  attribution: { hidden: true, hideable: true },
});

export const sessionKey = (dataKey: Uint8Array): Buffer => deriveKey(dataKey, 'vault session');

/**
 * A JWT, because pages made for other vaults read one. Like every token it is looked up by its hash: what it says decides
 * nothing, and its `jti` alone is beyond guessing.
 * @throws AppError INPUT_INVALID when it would say more than a token has room for
 */
export async function signSession(dataKey: DataKey, claims: SessionClaims, from: number, to: number): Promise<string> {
  const token = await new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: dataKey.keyId })
    .setJti(newToken())
    .setIssuedAt(Math.floor(from / secondMs))
    .setExpirationTime(to / secondMs)
    .sign(sessionKey(dataKey.bytes));
  if (isApiToken(token)) return token;
  throw new AppError('INPUT_INVALID', 'A session has room for about 5,000 bytes of settings, theme and metadata.', {
    field: '',
  });
}
