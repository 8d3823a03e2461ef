import type { ServerResponse } from 'node:http';
import { createGzip, gzipSync } from 'node:zlib';
import { goodTokens, specialTokens } from './good-tokens.ts';
import { basicOf, bearerOf, sendJson, type SeenRequest, type Vendor } from './request.ts';

/** Where hostile redirects lead: the credentials of the machine itself. */
export const metadataUrl = 'https://169.254.169.254/latest/meta-data/iam/security-credentials/';

type Behaviour = (response: ServerResponse) => void;

/** A header every now and then, and never the end of them. */
const sendSlowHeaders: Behaviour = (response) => {
  const { socket } = response;
  socket?.write('HTTP/1.1 200 OK\r\n');
  const timer = setInterval(() => socket?.write('X-Slow: 1\r\n'), 50);
  socket?.on('close', () => clearInterval(timer));
};

/** Zeros without end; a kilobyte on the wire is a megabyte unpacked. */
const sendEndlessGzip: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  const gzip = createGzip();
  const zeros = Buffer.alloc(1_048_576);
  const write = (): void => {
    while (!response.destroyed && gzip.write(zeros));
  };
  gzip.on('drain', write);
  response.on('close', () => gzip.destroy());
  gzip.pipe(response);
  write();
};

/** Bytes without end, and no length said. */
const sendEndless: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  const block = Buffer.alloc(65_536, 97);
  const write = (): void => {
    while (!response.destroyed && response.write(block));
  };
  response.on('drain', write);
  write();
};

const sendHtml: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end('<!doctype html><title>Sign in</title><form method="post"><input name="user"></form>');
};

const bySpecialToken: Readonly<Record<string, Behaviour>> = {
  [specialTokens.unauthorised]: (response) => sendJson(response, 401, { error: 'invalid_token' }),
  [specialTokens.forbidden]: (response) => sendJson(response, 403, { error: 'insufficient_scope' }),
  [specialTokens.rateLimited]: (response) =>
    sendJson(response, 429, { error: 'rate_limited' }, { 'retry-after': '30' }),
  [specialTokens.broken]: (response) => sendJson(response, 500, { error: 'internal' }),
  [specialTokens.html]: sendHtml,
  [specialTokens.errorBody]: (response) => sendJson(response, 200, { success: false, error: 'invalid_api_key' }),
  [specialTokens.slow]: () => undefined,
  [specialTokens.redirect]: (response) => {
    response.writeHead(302, { location: metadataUrl });
    response.end();
  },
  [specialTokens.endlessGzip]: sendEndlessGzip,
  [specialTokens.slowHeaders]: sendSlowHeaders,
};

/** Paths that need no token, for tests of the connector itself. */
const byPath: Readonly<Record<string, (request: SeenRequest, response: ServerResponse) => void>> = {
  '/echo': (request, response) => sendJson(response, 200, request),
  '/redirect': (request, response) => {
    response.writeHead(Number(request.query['status']), { location: request.query['to'] ?? '' });
    response.end();
  },
  '/loop': (_request, response) => {
    response.writeHead(302, { location: '/loop' });
    response.end();
  },
  '/endless': (_request, response) => sendEndless(response),
  '/huge-headers': (_request, response) => sendJson(response, 200, {}, { 'x-huge': 'a'.repeat(40_000) }),
  '/cut': (_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setImmediate(() => response.socket?.destroy());
  },
  '/not-http': (_request, response) => response.socket?.end('220 mail.example.com ESMTP\r\n'),
  '/slow-body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('a');
  },
  '/gzip': (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync('{"packed":true}'));
  },
  '/gzip-bomb': (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync(Buffer.alloc(20_000_000)));
  },
  '/gzip-damaged': (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync('{"packed":true}').subarray(0, 20));
  },
};

function isGood(request: SeenRequest): boolean {
  const basic = basicOf(request);
  if (basic !== undefined) return basic.user === goodTokens.restUser && basic.password === goodTokens.restPassword;
  return tokenOf(request) === goodTokens.rest;
}

/** `X-API-Key`, `?api_key=`, bearer, or the password of basic. */
const tokenOf = (request: SeenRequest): string | undefined =>
  request.headers['x-api-key'] ?? request.query['api_key'] ?? bearerOf(request) ?? basicOf(request)?.password;

/** Any REST service: `GET /v1/me` says who one is. Special tokens make it misbehave. */
export const rest: Vendor = (request, response) => {
  const open = byPath[request.path];
  if (open !== undefined) {
    open(request, response);
    return true;
  }
  if (request.path !== '/v1/me') return false;
  const special = bySpecialToken[tokenOf(request) ?? ''];
  if (special !== undefined) {
    special(response);
    return true;
  }
  if (!isGood(request)) {
    return sendJson(response, 401, { error: 'unauthorized', message: 'Authentication is required.' });
  }
  return sendJson(response, 200, { id: 'usr_1042', name: 'Ada Example', email: 'ada@example-saas.com' });
};
