import type { OpenAPIHono } from '@hono/zod-openapi';
import { env } from '#lib/env.ts';
import { statusOfCode, type ErrorCode } from '#lib/errors.ts';
import { platformVersion } from '#lib/version.ts';
import type { ApiEnv } from '../request.ts';
import { problem, problemType } from './wire.ts';

const about = `Credentials, flows and consumers of one workspace.

Send a key with every request: \`Authorization: Bearer khk_…\`. A key belongs to one workspace and has scopes
(\`metadata\`, \`secrets\`, \`import\`, \`manage\`); each operation names the one it needs in \`x-keyhaven-scope\`.

Times are ISO 8601 in UTC. Lists answer \`{data, next}\`: send \`next\` as \`after\` for the next page. Errors are
\`application/problem+json\` (RFC 9457) with a stable \`code\` and a \`requestId\` to find them by in the log. A request that
makes something may carry an \`Idempotency-Key\`: sent again within a day, it gets the same answer. Whatever is not yours is
not there: 404.`;

/** In the order in which people need them. */
const sections = [
  'Tokens',
  'Credentials',
  'Trash',
  'Connections',
  'Consumers',
  'Components',
  'Flows',
  'Files',
  'Webhooks',
  'Keys',
  'Audit',
];

/** The OpenAPI 3.1 document of everything that is mounted. */
export function documentOf(app: OpenAPIHono<ApiEnv>) {
  const { openAPIRegistry } = app;
  openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  openAPIRegistry.register('Problem', problem);
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Keyhaven', version: platformVersion, description: about },
    servers: [{ url: `${env.apiAddress}/v1` }],
    tags: sections.map((name) => ({ name })),
  });
  for (const item of Object.values(document.paths ?? {}))
    for (const method of methods) {
      const operation = item[method];
      if (operation) complete(operation);
    }
  return document;
}

export type ApiDocument = ReturnType<typeof documentOf>;

export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Operation {
  responses?: Record<string, unknown>;
  requestBody?: unknown;
  parameters?: unknown[];
  [extension: `x-${string}`]: unknown;
}

/** What `needs` and `creates` say in a word, said in full. */
function complete(operation: Operation): void {
  const own: unknown = operation['x-keyhaven-errors'];
  const codes = [...(Array.isArray(own) ? own : []), ...(operation.requestBody ? ofBodies : [])];
  const responses = (operation.responses ??= {});
  for (const [status, named] of byStatus(codes))
    responses[status] ??= {
      description: named.join(', '),
      content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  if (operation['x-keyhaven-idempotent'] === true)
    operation.parameters = [...(operation.parameters ?? []), idempotencyHeader];
}

/** What may be wrong with any body. */
const ofBodies: readonly ErrorCode[] = ['TOO_LARGE', 'MEDIA_TYPE_REFUSED'];

const idempotencyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 255 },
  description: 'Sent again with the same key within a day, the request has its effect once and gets the same answer.',
};

function byStatus(codes: readonly ErrorCode[]): Map<string, ErrorCode[]> {
  const found = new Map<string, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const status = String(statusOfCode(code));
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return found;
}

/** Which methods an address has; none: there is nothing at it. */
export function methodsAt(document: ApiDocument, path: string): string[] {
  const found = Object.entries(document.paths ?? {}).filter(([template]) => patternOf(template).test(path));
  const names = found.flatMap(([, item]) => methods.filter((method) => item[method]));
  return [...new Set(names)].flatMap((name) => (name === 'get' ? ['GET', 'HEAD'] : [name.toUpperCase()]));
}

const patternOf = (template: string): RegExp => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
