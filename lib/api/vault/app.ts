import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { notFound } from '#lib/errors.ts';
import { entered, type ApiEnv } from '../request.ts';
import { connectionsApi } from './connections.ts';
import { consumersApi } from './consumers.ts';
import { sessionsApi } from './sessions.ts';
import { signInsApi } from './sign-ins.ts';
import { refused } from './wire.ts';

/** What a page may read of an answer beside its body. */
const exposeHeaders = ['Request-Id', 'Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'];

/** The vault as clients of Apideck know it. Browsers call it with a session token: no cookie counts here. */
export function vaultApi(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(cors({ origin: '*', maxAge: 600, exposeHeaders }));
  // First what a browser opens by itself, without a key: none of it reads a body.
  app.route('/', signInsApi());
  app.route('/', sessionsApi());
  app.route('/', consumersApi());
  app.route('/', connectionsApi());
  app.onError(refused);
  // A `notFound` of its own would never be asked: the listener has one for everything.
  app.all('*', entered, () => {
    throw notFound('This address');
  });
  return app;
}
