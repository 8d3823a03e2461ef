import type { Settings } from '#lib/catalog/input.ts';
import type { ClientAuth, GrantType, RevokeRule } from '#lib/catalog/oauth-schema.ts';
import type { Clock } from '#lib/clock.ts';
import type { Outbound } from '#lib/outbound/connector.ts';

/** An authorization server as one OAuth app uses it: endpoints filled in, rules decided. Holds no secret. */
export interface Provider {
  /** The component's name, for words. */
  readonly app: string;
  readonly issuer: string | null;
  /** Null where nobody can be sent to sign in. */
  readonly authorizationUrl: string | null;
  readonly tokenUrl: string;
  /** May name `{clientId}` and `{token}`; `revokeToken` fills them in. */
  readonly revocationUrl: string | null;
  readonly revoke: RevokeRule;
  readonly grants: readonly GrantType[];
  readonly clientAuth: ClientAuth;
  readonly tokenBody: 'form' | 'json';
  readonly headers: Readonly<Record<string, string>>;
  readonly pkce: boolean;
  readonly scopes: {
    readonly default: readonly string[];
    readonly separator: ' ' | ',';
    readonly required: readonly string[];
  };
  readonly authorizeParams: Readonly<Record<string, string>>;
  /** Of an access token whose answer does not say. Null: it has no end. */
  readonly lifeSeconds: number | null;
  readonly refresh: {
    readonly rotates: boolean;
    readonly graceSeconds: number;
    /** Of a refresh token, from the answer it came with. Null: not known. */
    readonly lifeSeconds: number | null;
  };
  readonly fromCallback: Readonly<Record<string, string>>;
  readonly fromToken: Readonly<Record<string, string>>;
}

export interface OauthClient {
  readonly clientId: string;
  /** Null: a public client. */
  readonly clientSecret: string | null;
}

export interface OauthDeps {
  readonly outbound: Outbound;
  /** Where what is sent may go: `scheme://host:port`. */
  readonly audience: readonly string[];
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** From first to last byte. Default: 30,000; 150,000 for a refresh. */
  readonly timeoutMs?: number;
}

export interface Tokens {
  readonly accessToken: string;
  /** Null: the answer has none; one that is there stays. */
  readonly refreshToken: string | null;
  /** Epoch milliseconds. Null: it has no end. */
  readonly expiresAt: number | null;
  /** Epoch milliseconds. Null: not known. */
  readonly refreshExpiresAt: number | null;
  /** Null: not said, so those that were asked for. */
  readonly scopes: readonly string[] | null;
  /** Settings that the manifest takes from the answer. */
  readonly extra: Settings;
}

/**
 * Who can mend it: `revoked` only the person who connects again, `client` whoever keeps the OAuth app, `provider` the
 * other side, `ours` this installation.
 */
export type FailureClass = 'revoked' | 'client' | 'provider' | 'ours';

/** Why there are no tokens, in words for people. No text of the other side, never a token. */
export interface TokenFailure {
  readonly class: FailureClass;
  /** Stable, for machines: an `error` of RFC 6749, `OUT-106`, `rate_limited`, `server_error`, `not_tokens`, … */
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly retryAfterMs: number | null;
  /** The request may have been carried out and its answer was not read: a refresh token may be used up. */
  readonly mayHaveArrived: boolean;
}

export type TokenAnswer =
  | { readonly ok: true; readonly tokens: Tokens; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly failure: TokenFailure };

export type RevokeAnswer =
  { readonly ok: true } | { readonly ok: false; readonly code: string; readonly message: string; readonly fix: string };

/** What came back from the provider's page, believed as far as `readCallback` goes. */
export interface CallbackParameters {
  readonly params: URLSearchParams;
  /** Settings that the manifest takes from the callback. */
  readonly extra: Settings;
}

/** What an issuer says of itself: RFC 8414 and OpenID Connect Discovery. */
export interface Discovered {
  readonly issuer: string;
  readonly authorizationUrl: string | null;
  readonly tokenUrl: string;
  readonly revocationUrl: string | null;
  readonly clientAuth: ClientAuth;
}
