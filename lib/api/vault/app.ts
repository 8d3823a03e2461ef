import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { notFound } from '#lib/errors.ts';
import { apiRefusal } from '../refusal.ts';
import type { ApiEnv } from '../request.ts';
import { connectionsApi } from './connections.ts';
import { consumersApi } from './consumers.ts';
import { sessionsApi } from './sessions.ts';
import { signInsApi } from './sign-ins.ts';
import { envelopeOf, refused } from './wire.ts';

/** The vault as clients of Apideck know it. Browsers call it with a session token: no cookie counts here. */
export function vaultApi(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(cors({ origin: '*', maxAge: 600 }));
  // First what a browser opens by itself, without a key.
  app.route('/', signInsApi());
  app.route('/', sessionsApi());
  app.route('/', consumersApi());
  app.route('/', connectionsApi());
  app.onError(refused);
  app.notFound((c) => {
    const refusal = apiRefusal(notFound('This address'), c.var.requestId);
    const { requestId } = c.var;
    return c.json(envelopeOf(refusal, requestId), 404);
  });
  return app;
}
