import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { AppError, notFound } from '#lib/errors.ts';
import { apiRefusal } from '../refusal.ts';
import type { ApiEnv } from '../request.ts';
import { connectionsApi } from './connections.ts';
import { consumersApi } from './consumers.ts';
import { sessionsApi } from './sessions.ts';
import { signInsApi } from './sign-ins.ts';
import { envelopeOf, refused } from './wire.ts';

const bodyBytesMax = 1_048_576;

function refuseTooLarge(): never {
  throw new AppError('TOO_LARGE', 'The body has more than 1 MB.');
}

/** The vault as clients of Apideck know it. Browsers call it with a session token: no cookie counts here. */
export function vaultApi(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(cors({ origin: '*', maxAge: 600, exposeHeaders: ['Request-Id', 'Retry-After'] }));
  app.use(bodyLimit({ maxSize: bodyBytesMax, onError: refuseTooLarge }));
  // First what a browser opens by itself, without a key.
  app.route('/', signInsApi());
  app.route('/', sessionsApi());
  app.route('/', consumersApi());
  app.route('/', connectionsApi());
  app.onError(refused);
  // The listener asks only itself what to say of an address that nobody has.
  app.all('*', (c) => {
    const { requestId } = c.var;
    return c.json(envelopeOf(apiRefusal(notFound('This address'), requestId), requestId), 404);
  });
  return app;
}
