import { bodyLimit } from 'hono/body-limit';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { AppError, notFound } from '#lib/errors.ts';
import { keyed, type ApiEnv } from '../request.ts';
import { documentOf, methodsAt, type ApiDocument } from './document.ts';
import { meApi } from './me.ts';
import { refused, router } from './wire.ts';

const jsonBytesMax = 1024 * 1024;

/** Where files come in: they have a limit of their own. */
const streamed = ['/v1/uploads', '/v1/connection-imports'];

const limited = bodyLimit({
  maxSize: jsonBytesMax,
  onError: () => {
    throw new AppError('TOO_LARGE', 'The body is larger than 1 MB.', { bytesMax: jsonBytesMax });
  },
});

/** Our own REST, as its OpenAPI document says. */
export function v1Api(): OpenAPIHono<ApiEnv> {
  const app = router();
  app.onError(refused);
  let document: ApiDocument | undefined;
  const described = (): ApiDocument => (document ??= documentOf(app));
  app.get('/openapi.json', (c) => c.json(described()));
  app.use(keyed);
  app.use((c, next) => (streamed.includes(c.req.path) ? next() : limited(c, next)));
  for (const part of parts) app.route('/', part());
  app.all('*', (c) => {
    const allow = methodsAt(described(), c.req.path.replace(/^\/v1/, ''));
    if (allow.length === 0) throw notFound('This address');
    const named = allow.join(', ');
    throw new AppError('METHOD_NOT_ALLOWED', `This address answers ${named}.`, { allow: named });
  });
  return app;
}

const parts = [meApi];
