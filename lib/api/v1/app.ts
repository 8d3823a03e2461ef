import type { OpenAPIHono } from '@hono/zod-openapi';
import { AppError, notFound } from '#lib/errors.ts';
import { bodyUpTo, keyed, type ApiEnv } from '../request.ts';
import { auditApi } from './audit.ts';
import { componentsApi } from './components.ts';
import { connectionImportsApi } from './connection-imports.ts';
import { consumersApi } from './consumers.ts';
import { credentialHistoryApi } from './credential-history.ts';
import { credentialsApi } from './credentials.ts';
import { docsApi } from './docs.ts';
import { documentOf, methodsAt, type ApiDocument } from './document.ts';
import { exportsApi } from './exports.ts';
import { flowsApi } from './flows.ts';
import { importsApi } from './imports.ts';
import { isJson } from './json-type.ts';
import { keysApi } from './keys.ts';
import { largeImportsApi } from './large-imports.ts';
import { meApi } from './me.ts';
import { tokenApi } from './token.ts';
import { trashApi } from './trash.ts';
import { uploadsApi } from './uploads.ts';
import { webhooksApi } from './webhooks.ts';
import { refused, router } from './wire.ts';

const jsonBytesMax = 1024 * 1024;

/** Where files come in: they have a limit of their own. */
const streamed = ['/v1/uploads', '/v1/connection-imports'];

const limited = bodyUpTo(jsonBytesMax);

/** Our own REST, as its OpenAPI document says. */
export function v1Api(): OpenAPIHono<ApiEnv> {
  const app = router();
  app.onError(refused);
  let document: ApiDocument | undefined;
  const described = (): ApiDocument => (document ??= documentOf(app));
  app.get('/openapi.json', (c) => c.json(described()));
  app.route('/', docsApi());
  app.use(keyed);
  // Before what reads every body: it has a limit of its own.
  app.route('/', tokenApi());
  app.use((c, next) => (streamed.includes(c.req.path) && !isJson(c) ? next() : limited(c, next)));
  for (const part of parts) app.route('/', part());
  app.all('*', (c) => {
    const allow = methodsAt(described(), c.req.path.replace(/^\/v1/, ''));
    if (allow.length === 0) throw notFound('This address');
    const named = allow.join(', ');
    throw new AppError('METHOD_NOT_ALLOWED', `This address answers ${named}.`, { allow: named });
  });
  return app;
}

const parts = [
  meApi,
  componentsApi,
  credentialsApi,
  credentialHistoryApi,
  trashApi,
  uploadsApi,
  importsApi,
  largeImportsApi,
  exportsApi,
  flowsApi,
  consumersApi,
  webhooksApi,
  keysApi,
  connectionImportsApi,
  auditApi,
];
