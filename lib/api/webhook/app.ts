import { Hono } from 'hono';
import { notFound } from '#lib/errors.ts';
import { entered, type ApiEnv } from '../request.ts';
import { refused } from '../vault/wire.ts';
import { endpointsApi } from './endpoints.ts';
import { logsApi } from './logs.ts';

/** Webhooks as clients of Apideck know them: only servers call it, so no browser of another origin reads an answer. */
export function webhookApi(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.route('/', endpointsApi());
  app.route('/', logsApi());
  app.onError(refused);
  // A `notFound` of its own would never be asked: the listener has one for everything.
  app.all('*', entered, () => {
    throw notFound('This address');
  });
  return app;
}
