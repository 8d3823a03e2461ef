import { Hono } from 'hono';
import { notFound } from '#lib/errors.ts';
import { bodyUpTo, keyed, type ApiEnv } from '../request.ts';
import { authenticationsApi } from './authentications.ts';
import { connectorsApi } from './connectors.ts';
import { refused } from './wire.ts';

/** Of one authentication: tokens of 16 KB and certificate chains fit many times. */
const bodyBytesMax = 256 * 1_024;

/** Authentications over REST, as clients of Tray know it. A key is their master token, a user token their user token. */
export function coreApi(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(keyed);
  app.use(bodyUpTo(bodyBytesMax));
  app.route('/', connectorsApi());
  app.route('/', authenticationsApi());
  app.all('*', () => {
    throw notFound('This address');
  });
  app.onError(refused);
  return app;
}
