import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Provider } from 'oidc-provider';
import { clientIds, createAuthorizationServer, issueGrant, type Issued } from './oauth/authorization-server.ts';
import { behaviourDefault, noTraffic, type Behaviour, type Traffic } from './oauth/behaviour.ts';
import { interact } from './oauth/pages.ts';
import { answerToken, countedTraffic, readForm } from './oauth/token-endpoint.ts';
import { bearerOf, sendJson } from './request.ts';

export type { Behaviour, Issued, Traffic };
export { accountPassword, unknownAccount } from './oauth/authorization-server.ts';

export interface OauthServer {
  /** Also where it is: `http://127.0.0.x:port`. */
  readonly issuer: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly revocationUrl: string;
  /** `GET` with a bearer token says whose it is: what a dry run asks. */
  readonly meUrl: string;
  /** Line for OUTBOUND_ALLOW. */
  readonly allow: string;
  /** Confidential (basic), for every grant, PKCE where it is used; and one without a secret, with PKCE. */
  readonly clients: { readonly web: string; readonly public: string };
  /** May be changed while it runs. */
  readonly behaviour: Behaviour;
  readonly traffic: Traffic;
  /** A grant as if somebody had signed in and agreed. */
  newGrant(asked?: { readonly accountId?: string; readonly scope?: string; readonly client?: string }): Promise<Issued>;
  /** Forgets what was counted. */
  reset(): void;
  stop(): Promise<void>;
}

export interface OauthServerOptions extends Partial<Behaviour> {
  readonly port?: number;
  /** Of this machine: 127.0.0.x. */
  readonly host?: string;
}

/**
 * Starts npm oidc-provider on a loopback address, with pages to sign in and to agree. Used from a test, or as a program:
 * `node e2e/fakes/oauth-server.ts '{"graceSeconds":10}'` prints where it is; other processes then change its behaviour
 * by `POST /_control {behaviour}`, read its traffic by `GET /_control`, and get grants by `POST /_control/grants`.
 */
export async function startOauthServer(options: OauthServerOptions = {}): Promise<OauthServer> {
  const { port = 0, host = '127.0.0.1', ...own } = options;
  const behaviour: Behaviour = { ...behaviourDefault, ...own };
  const traffic = noTraffic();
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const bound = (server.address() as AddressInfo).port;
  const issuer = `http://${host}:${bound}`;
  const provider = createAuthorizationServer(issuer, behaviour);
  listenTo(provider, behaviour, traffic);

  const newGrant: OauthServer['newGrant'] = ({
    accountId = 'ada',
    scope = 'openid read',
    client = clientIds.web,
  } = {}) => issueGrant(provider, { clientId: client, accountId, scope });
  const reset = (): void => void Object.assign(traffic, noTraffic());
  const answer = answerer(provider, { behaviour, traffic, newGrant, reset });
  server.on('request', (request, response) => void answer(request, response).catch(() => response.destroy()));
  return {
    issuer,
    authorizationUrl: `${issuer}/auth`,
    tokenUrl: `${issuer}/token`,
    revocationUrl: `${issuer}/token/revocation`,
    meUrl: `${issuer}/me-api`,
    allow: `${host}:${bound}`,
    clients: clientIds,
    behaviour,
    traffic,
    newGrant,
    reset,
    stop: () => closed(server),
  };
}

function listenTo(provider: Provider, behaviour: Behaviour, traffic: Traffic): void {
  provider.use(async (ctx, next) => {
    if (ctx.path === '/token') await answerToken(ctx, behaviour, next);
    else await next();
  });
  provider.on('grant.revoked', (ctx, grantId) =>
    (ctx.path === '/token' ? traffic.deadGrants : traffic.revokedGrants).push(grantId),
  );
}

type Inside = Pick<OauthServer, 'behaviour' | 'traffic' | 'newGrant' | 'reset'>;

function answerer(provider: Provider, inside: Inside) {
  const callback = provider.callback();
  const counted = countedTraffic(inside.traffic);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/_control')) return control(pathname, request, response, inside);
    if (pathname.startsWith('/interaction/')) return interact(provider, request, response);
    if (pathname === '/me-api') return sayWho(provider, request, response);
    if (pathname === '/token') return counted(await readForm(request), () => callback(request, response));
    return callback(request, response);
  };
}

async function sayWho(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = bearerOf({ headers: { authorization: request.headers.authorization ?? '' } }) ?? '';
  const ofPerson = await provider.AccessToken.find(token);
  const found = ofPerson ?? (await provider.ClientCredentials.find(token));
  if (!found?.isValid) sendJson(response, 401, { error: 'invalid_token' });
  else sendJson(response, 200, { name: ofPerson?.accountId ?? found.clientId, scope: found.scope ?? '' });
}

async function control(path: string, request: IncomingMessage, response: ServerResponse, inside: Inside) {
  const asked = request.method === 'POST' ? ((await json(request)) as Record<string, unknown>) : {};
  if (path === '/_control/grants') {
    const issued = Array.from({ length: Number(asked['count'] ?? 1) }, () => inside.newGrant(asked));
    sendJson(response, 200, await Promise.all(issued));
    return;
  }
  if (path === '/_control/reset') inside.reset();
  Object.assign(inside.behaviour, asked['behaviour']);
  sendJson(response, 200, { behaviour: inside.behaviour, traffic: inside.traffic });
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

if (import.meta.main) {
  const server = await startOauthServer(JSON.parse(process.argv[2] ?? '{}') as OauthServerOptions);
  // JSON leaves out what can only be called.
  console.log(JSON.stringify(server));
  process.once('SIGTERM', () => void server.stop());
  process.once('SIGINT', () => void server.stop());
}
