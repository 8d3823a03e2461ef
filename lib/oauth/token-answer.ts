import { valueAt } from '#lib/catalog/pointer.ts';
import type { OutboundResponse } from '#lib/outbound/connector.ts';
import { retryAfterMs } from '#lib/outbound/retry-after.ts';
import { classOf, errorCodeOf } from './error-codes.ts';
import { wordsOf, type AnswerCode, type Operation } from './failure-words.ts';
import { accessLifetime, refreshEndsAt } from './lifetime.ts';
import type { FailureClass, Provider, TokenAnswer, TokenFailure, Tokens } from './schema.ts';
import { bodyOf, errorIn } from './token-body.ts';
import { isSaid, printableSetting, scopesIn, tokenIn } from './token-fields.ts';

type Fields = Readonly<Record<string, unknown>>;
type Answer = Pick<OutboundResponse, 'status' | 'headers' | 'body'>;

export interface Asked {
  readonly provider: Provider;
  readonly operation: Operation;
  /** When the request was sent, epoch milliseconds. */
  readonly startedAt: number;
  /** Now, for a `Retry-After` that is a date. */
  readonly now: number;
}

export type ReadAnswer =
  | {
      readonly ok: true;
      readonly tokens: Tokens;
      readonly warnings: readonly string[];
      readonly idToken: string | null;
    }
  | { readonly ok: false; readonly failure: TokenFailure };

/** Whatever a token endpoint answered, as tokens or as the reason why there are none. Never throws. */
export function readAnswer(asked: Asked, answer: Answer): ReadAnswer {
  const { status } = answer;
  const isSuccess = status >= 200 && status < 300;
  const body = bodyOf(answer);
  const fields = body.kind === 'fields' ? body.fields : null;
  const granted = isSuccess && fields !== null && fields['ok'] !== false ? grantIn(fields) : null;
  // Whatever else it says: a token that is there must not be lost.
  if (granted !== null && fields !== null) return tokensOf(asked, granted, fields);
  const said = fields === null ? null : errorIn(fields, isSuccess);
  if (said !== null) return refused(asked, answer, codeFor(said, status));
  if (!isSuccess) return refused(asked, answer, codeOfStatus(status, body.kind === 'page'));
  return refused(asked, answer, body.kind === 'page' ? 'web_page' : 'not_tokens');
}

/** Slack puts the token of a person one level below, where no bot was asked for. */
function grantIn(fields: Fields): Fields | null {
  if (tokenIn(fields, 'access_token') !== null) return fields;
  const below = valueAt(fields, '/authed_user');
  const inner: Fields = typeof below === 'object' && below !== null ? { ...below } : {};
  return tokenIn(inner, 'access_token') === null ? null : inner;
}

function tokensOf({ provider, operation, startedAt }: Asked, granted: Fields, whole: Fields): ReadAnswer {
  const accessToken = tokenIn(granted, 'access_token') ?? '';
  const refreshToken = tokenIn(granted, 'refresh_token');
  const life = accessLifetime(provider, granted, startedAt);
  const isNew = refreshToken !== null || (operation === 'refresh' && !provider.refresh.rotates);
  const warnings = [
    life.warning,
    kindWarning(provider.app, granted),
    refreshWarning(provider.app, granted, refreshToken),
  ];
  const extra = Object.entries(provider.fromToken).flatMap(([setting, pointer]) => {
    const value = printableSetting(valueAt(whole, pointer));
    return value === null ? [] : [[setting, value]];
  });
  return {
    ok: true,
    tokens: {
      accessToken,
      refreshToken,
      expiresAt: life.endsAt,
      refreshExpiresAt: refreshEndsAt(provider, granted, isNew, startedAt),
      scopes: scopesIn(granted, 'scope', 'scopes'),
      extra: Object.fromEntries(extra),
    },
    warnings: warnings.filter((one) => one !== null),
    idToken: tokenIn(granted, 'id_token'),
  };
}

/** What providers call a token that is sent as a bearer token. */
const bearerWords = ['bearer', 'bearertoken', 'bot', 'user', 'token', 'oauth', 'app'];

function kindWarning(app: string, fields: Fields): string | null {
  const { token_type: kind } = fields;
  const isKnown = kind === undefined || (typeof kind === 'string' && bearerWords.includes(kind.toLowerCase()));
  return isKnown ? null : `${app} calls its token something else than a bearer token. It is sent as one all the same.`;
}

const refreshWarning = (app: string, fields: Fields, refreshToken: string | null): string | null =>
  refreshToken === null && isSaid(fields, 'refresh_token')
    ? `${app} sent a refresh token that cannot be kept. The credential may have to be connected again.`
    : null;

/**
 * An error that is not known is judged by its status; and what a provider in trouble says of a grant is not believed.
 */
function codeFor(said: string, status: number): AnswerCode {
  const code = errorCodeOf(said);
  const isTrouble = isTroubled(status) && classOf(code) !== 'provider';
  const isSuccess = status >= 200 && status < 300;
  return isTrouble || (code === 'unknown_error' && !isSuccess) ? codeOfStatus(status, false) : code;
}

const isTroubled = (status: number): boolean => status >= 500 || status === 429 || status === 408;

function codeOfStatus(status: number, isPage: boolean): AnswerCode {
  if (status === 429) return 'rate_limited';
  if (status >= 500 || status === 408) return 'server_error';
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 404 || status === 405 || status === 410) return 'not_found';
  if (status === 401) return 'invalid_client';
  return isPage ? 'web_page' : 'unknown_error';
}

const ownClasses: Readonly<Record<string, FailureClass>> = {
  not_tokens: 'provider',
  web_page: 'provider',
  redirected: 'client',
  not_found: 'client',
  id_token_invalid: 'provider',
};

export function refused(
  { provider, operation, now }: Asked,
  answer: Answer,
  code: AnswerCode,
): TokenAnswer & { ok: false } {
  const isSuccess = answer.status >= 200 && answer.status < 300;
  return {
    ok: false,
    failure: {
      class: classFor(operation, code),
      code,
      ...wordsOf(provider.app, operation, code),
      retryAfterMs: retryAfterMs(answer.headers['retry-after'], now),
      // It says that all went well, and yet there is nothing to be read.
      mayHaveArrived: code === 'not_tokens' && isSuccess,
    },
  };
}

function classFor(operation: Operation, code: AnswerCode): FailureClass {
  const own = ownClasses[code];
  if (own) return own;
  // Nobody gave anything that could be taken back: the provider does not let the client have a token.
  if (operation === 'client_credentials' && code === 'invalid_grant') return 'client';
  return classOf(errorCodeOf(code));
}
