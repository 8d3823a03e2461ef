/** Lighthouse: an app of the demo's own that its credentials are really verified against. Runs beside both programs. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { lighthouseKeys, type Answer, type LighthouseKey } from './lighthouse-keys.ts';
import { answerOauth } from './lighthouse-oauth.ts';
import { lighthousePage } from './lighthouse-page.ts';
import { createTokens, lighthouseAccounts, type Tokens } from './lighthouse-tokens.ts';

const retryAfterSeconds = 30;

const refusals: Readonly<Record<Exclude<Answer, 'accepted'> | 'unknown', readonly [status: number, code: string]>> = {
  unknown: [401, 'unknown_key'],
  revoked: [401, 'key_revoked'],
  forbidden: [403, 'missing_scope'],
  limited: [429, 'rate_limited'],
};

/** A server that is not listening yet. What is revoked on its page is so until it ends. */
export function createLighthouse(): Server {
  const keys = new Map<string, LighthouseKey>(Object.values(lighthouseKeys).map((one) => [one.key, one]));
  const tokens = createTokens(Date.now);
  return createServer((request, response) => {
    const pathname = URL.parse(request.url ?? '/', 'http://lighthouse')?.pathname ?? '';
    if (answerOauth(tokens, pathname, request, response)) return;
    request.resume();
    const change = /^\/(keys|accounts)\/(\w+)\/(revoke|restore)$/.exec(pathname);
    if (request.method === 'GET' && pathname === '/v1/me') answerMe(keys, tokens, request, response);
    else if (request.method === 'GET' && pathname === '/')
      sendPage(response, lighthousePage([...keys.values()], tokens));
    else if (request.method === 'POST' && change) {
      const [, what, which = '', verb] = change;
      if (isOwnPage(request) && what === 'keys') setAnswer(keys, which, verb === 'revoke' ? 'revoked' : 'accepted');
      if (isOwnPage(request) && what === 'accounts') setAccount(tokens, Number(which), verb === 'revoke');
      response.writeHead(303, { Location: '/' }).end();
    } else sendJson(response, 404, { error: { code: 'not_found' } });
  });
}

function answerMe(
  keys: ReadonlyMap<string, LighthouseKey>,
  tokens: Tokens,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const account = tokens.accountOf(given);
  if (account !== null) {
    sendJson(response, 200, { account: { name: account, plan: 'demo' } });
    return;
  }
  const known = keys.get(given);
  if (known?.answer === 'accepted') {
    sendJson(response, 200, { account: { name: known.workspace, plan: 'demo' } });
    return;
  }
  const [status, code] = refusals[known?.answer ?? 'unknown'];
  if (status === 429) response.setHeader('Retry-After', retryAfterSeconds);
  sendJson(response, status, { error: { code } });
}

function setAnswer(keys: Map<string, LighthouseKey>, key: string, answer: Answer): void {
  const known = keys.get(key);
  if (known) keys.set(key, { ...known, answer });
}

function setAccount(tokens: Tokens, at: number, isEnded: boolean): void {
  const account = lighthouseAccounts[at];
  if (account) tokens.setEnded(account, isEnded);
}

/** Another site may send a form here; only this page's own changes anything. */
const isOwnPage = ({ headers }: IncomingMessage): boolean => headers['sec-fetch-site'] === 'same-origin';

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function sendPage(response: ServerResponse, page: string): void {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy }).end(page);
}

if (import.meta.main) {
  const server = createLighthouse().listen(Number(process.argv[2]), '127.0.0.1');
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
}
