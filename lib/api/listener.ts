import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { coreApi } from './core/app.ts';
import { graphqlApi } from './graphql/app.ts';
import { iconsApi } from './icons.ts';
import { apiRefusal } from './refusal.ts';
import { fewHeaders, identified, type ApiEnv } from './request.ts';
import { v1Api } from './v1/app.ts';
import { vaultApi } from './vault/app.ts';
import { webhookApi } from './webhook/app.ts';

/** Answers for programs: never a page, never kept, never shown inside one. A family of paths may say otherwise. */
const guards = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

const guarded = new Map(Object.entries(guards));

export interface ApiOptions {
  /** It is about to end, and takes nothing new on. */
  readonly isDraining?: () => boolean;
  /** Resolves while the database answers. */
  readonly ping?: () => Promise<void>;
}

/** The listener for machines. What guards an answer is on it before anybody looks at the request. */
export function apiListener(options?: ApiOptions): RequestListener {
  const answer = getRequestListener(createApi(options).fetch);
  return (request, response) => {
    response.setHeaders(guarded);
    void answer(request, response);
  };
}

/** Everything it answers. */
export function createApi({ isDraining = () => false, ping = async () => undefined }: ApiOptions = {}): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();
  api.use(identified);
  api.use(async (c, next) => {
    await next();
    if (isDraining()) c.header('Connection', 'close');
  });
  api.use(fewHeaders);
  api.get('/healthz', async (c) => {
    if (isDraining()) return c.json({ status: 'draining' }, 503);
    await ping();
    return c.json({ status: 'ok' });
  });
  api.route('/v1', v1Api());
  api.route('/vault', vaultApi());
  api.route('/webhook', webhookApi());
  api.route('/core/v1', coreApi());
  api.route('/graphql', graphqlApi());
  api.route('/icons', iconsApi());
  api.notFound((c) => c.json({ code: 'NOT_FOUND', message: 'There is nothing at this address.' }, 404));
  api.onError((error, c) => {
    const { status, code, message } = apiRefusal(error, c.var.requestId);
    return Response.json({ code, message }, { status });
  });
  return api;
}
