import type { OauthErrorCode } from './error-codes.ts';

/** What was asked of the token endpoint. */
export type Operation = 'exchange' | 'client_credentials' | 'password' | 'refresh' | 'revoke';

export interface Words {
  readonly message: string;
  readonly fix: string;
}

/** Codes of ours, where the answer is no word of RFC 6749. */
export type AnswerCode = OauthErrorCode | 'not_tokens' | 'web_page' | 'redirected' | 'not_found' | 'id_token_invalid';

type Say = (app: string, operation: Operation) => Words;

const again = 'Nothing says that the tokens are wrong. Try again in a few minutes.';

const grantWords: Readonly<Record<Operation, Say>> = {
  exchange: (app) => ({
    message: `${app} did not accept the code of this sign-in.`,
    fix: 'A code lives for a minute or two and works once. Connect again.',
  }),
  client_credentials: (app) => ({
    message: `${app} does not give this OAuth app a token of its own.`,
    fix: `Check at ${app} that the OAuth app may use client credentials, and as whom.`,
  }),
  password: (app) => ({
    message: `${app} did not accept this user and password.`,
    fix: 'Check both, and that this user may sign in without a second factor.',
  }),
  refresh: (app) => ({
    message: `${app} no longer accepts the refresh token: access was taken back, or has ended.`,
    fix: 'Reconnect, so that a person gives access again.',
  }),
  revoke: (app) => ({
    message: `${app} does not know this token any more.`,
    fix: `If access should still be there, take it back at ${app}.`,
  }),
};

const table: Readonly<Record<AnswerCode, Say>> = {
  invalid_grant: (app, operation) => grantWords[operation](app, operation),
  invalid_client: (app) => ({
    message: `${app} did not accept the client id and secret of the OAuth app.`,
    fix: `Compare both with what ${app} shows. If the secret was changed there, save the new one in the OAuth app.`,
  }),
  unauthorized_client: (app) => ({
    message: `${app} does not allow the OAuth app to do this.`,
    fix: `Check at ${app} that the OAuth app is active and may use this way to sign in.`,
  }),
  unsupported_grant_type: (app) => ({
    message: `${app} does not give tokens in this way.`,
    fix: 'Check the token endpoint of the OAuth app, or sign in another way.',
  }),
  unsupported_response_type: (app) => ({
    message: `${app} does not know this way to sign in.`,
    fix: 'Check the authorization endpoint of the OAuth app.',
  }),
  invalid_scope: (app) => ({
    message: `${app} does not know, or does not give, one of the scopes that were asked for.`,
    fix: `Compare the scopes of the OAuth app with those it has at ${app}.`,
  }),
  invalid_request: (app) => ({
    message: `${app} did not understand the request.`,
    fix: 'Check the endpoints of the OAuth app, and how its client secret is sent.',
  }),
  redirect_uri_mismatch: (app) => ({
    message: `${app} does not know the redirect address that was named.`,
    fix: `Register the redirect address that the OAuth app shows here with ${app}, exactly as it stands.`,
  }),
  access_denied: (app) => ({
    message: `${app} does not allow access for this account.`,
    fix: `Ask whoever administers ${app} whether the OAuth app is allowed there.`,
  }),
  unknown_error: (app) => ({
    message: `${app} refused, and gave a reason that is not known here.`,
    fix: `Check the OAuth app at ${app}. If nothing is wrong there, connect again.`,
  }),
  rate_limited: (app) => ({ message: `${app} is limiting requests right now.`, fix: again }),
  server_error: (app) => ({ message: `${app} has trouble of its own right now.`, fix: again }),
  temporarily_unavailable: (app) => ({ message: `${app} is not available right now.`, fix: again }),
  not_tokens: (app) => ({
    message: `${app} answered, but with no token in it.`,
    fix: 'Check the token endpoint of the OAuth app. If it is right, try again in a few minutes.',
  }),
  web_page: (app) => ({
    message: `${app} answered with a web page instead of tokens.`,
    fix: 'It may be under maintenance, or the token endpoint of the OAuth app leads to a page for people.',
  }),
  redirected: (app) => ({
    message: `${app} sends the request on to another address, which is not followed with a secret.`,
    fix: 'Give the OAuth app the token endpoint it really has, without the detour.',
  }),
  not_found: (app) => ({
    message: `${app} has no token endpoint at this address.`,
    fix: 'Check the token endpoint of the OAuth app.',
  }),
  id_token_invalid: (app) => ({
    message: `${app} sent an ID token that was not made for this sign-in.`,
    fix: 'Check issuer and client id of the OAuth app, and connect again.',
  }),
};

export const wordsOf = (app: string, operation: Operation, code: AnswerCode): Words => table[code](app, operation);

/** For an error that came back from the page where one signs in. */
export function callbackWords(app: string, code: OauthErrorCode): string {
  const { message, fix } =
    code === 'invalid_grant' ? table.access_denied(app, 'exchange') : wordsOf(app, 'exchange', code);
  return `${message} ${fix}`;
}
