import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { consentPage } from './lighthouse-consent.ts';
import {
  accessSeconds,
  challengeOf,
  lighthouseAccounts,
  lighthouseClient,
  newGrantId,
  type Grant,
  type Tokens,
} from './lighthouse-tokens.ts';

/** OAuth 2.0 of Lighthouse: authorization code with PKCE, refresh tokens that are used once, revocation. */
export function answerOauth(tokens: Tokens, path: string, request: IncomingMessage, response: ServerResponse): boolean {
  const run = routes[`${request.method} ${path}`];
  if (!run) return false;
  void run(tokens, request, response).catch(() => response.destroy());
  return true;
}

type Answer = (tokens: Tokens, request: IncomingMessage, response: ServerResponse) => Promise<void>;

const routes: Readonly<Record<string, Answer>> = {
  'GET /oauth/authorize': askPerson,
  'POST /oauth/authorize': sendBack,
  'POST /oauth/token': giveTokens,
  'POST /oauth/revoke': revoke,
};

/** Of a program on this machine, as any port of it: what the demo itself is reached by. */
const isOwnCallback = (address: string): boolean => {
  const url = URL.parse(address);
  return (
    url !== null && ['localhost', '127.0.0.1'].includes(url.hostname) && url.pathname.startsWith('/oauth/callback/')
  );
};

const isAskedWell = (asked: URLSearchParams): boolean =>
  asked.get('client_id') === lighthouseClient.id &&
  asked.get('response_type') === 'code' &&
  asked.get('code_challenge_method') === 'S256' &&
  isOwnCallback(asked.get('redirect_uri') ?? '');

async function askPerson(tokens: Tokens, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  const asked = new URL(request.url ?? '/', 'http://lighthouse').searchParams;
  if (!isAskedWell(asked)) return sendText(response, 400, 'Lighthouse does not know who asks, or where to go back to.');
  const { origin } = new URL(asked.get('redirect_uri') ?? '');
  const accounts = lighthouseAccounts.filter((account) => !tokens.isEnded(account));
  const policy = `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${origin}; frame-ancestors 'none'`;
  response
    .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy })
    .end(consentPage(asked, accounts));
}

async function sendBack(tokens: Tokens, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await text(request));
  const account = lighthouseAccounts.find((one) => one === form.get('account'));
  if (!isAskedWell(form) || request.headers['sec-fetch-site'] !== 'same-origin')
    return sendText(response, 400, 'This was not sent by the page of Lighthouse.');
  const redirectUri = form.get('redirect_uri') ?? '';
  const back = new URL(redirectUri);
  if (form.get('answer') === 'allow' && account) {
    const challenge = form.get('code_challenge') ?? '';
    const grant: Grant = { grantId: newGrantId(), account, scope: form.get('scope') ?? '', redirectUri, challenge };
    back.searchParams.set('code', tokens.issue('code', grant));
  } else back.searchParams.set('error', 'access_denied');
  back.searchParams.set('state', form.get('state') ?? '');
  response.writeHead(303, { Location: back.href }).end();
}

async function giveTokens(tokens: Tokens, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await text(request));
  if (!isClient(request)) return sendJson(response, 401, { error: 'invalid_client' });
  const grant = form.get('grant_type') === 'refresh_token' ? ofRefresh(tokens, form) : ofCode(tokens, form);
  if (grant === null) return sendJson(response, 400, { error: 'invalid_grant' });
  const { grantId, account, scope } = grant;
  return sendJson(response, 200, {
    access_token: tokens.issue('access', { grantId, account, scope }),
    refresh_token: tokens.issue('refresh', { grantId, account, scope }),
    token_type: 'Bearer',
    expires_in: accessSeconds,
    scope,
  });
}

const ofRefresh = (tokens: Tokens, form: URLSearchParams): Grant | null =>
  tokens.take('refresh', form.get('refresh_token') ?? '');

function ofCode(tokens: Tokens, form: URLSearchParams): Grant | null {
  const code = tokens.take('code', form.get('code') ?? '');
  const isSame =
    code?.redirectUri === form.get('redirect_uri') && code?.challenge === challengeOf(form.get('code_verifier') ?? '');
  return isSame ? code : null;
}

async function revoke(tokens: Tokens, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await text(request));
  if (!isClient(request)) return sendJson(response, 401, { error: 'invalid_client' });
  tokens.revoke(form.get('token') ?? '');
  return sendJson(response, 200, {});
}

/** Basic, each part form-encoded as RFC 6749 wants it. */
function isClient({ headers }: IncomingMessage): boolean {
  const given = /^Basic (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  const [id = '', secret = ''] = Buffer.from(given, 'base64').toString('utf8').split(':').map(decodeURIComponent);
  return id === lighthouseClient.id && secret === lighthouseClient.secret;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

function sendText(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(words);
}
