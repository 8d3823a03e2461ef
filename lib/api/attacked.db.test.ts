import { beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { testDatabase } from '#db/testing.ts';
import { scopes, type Scope } from '#lib/access.ts';
import { revokeKey } from '#lib/api-keys/commands.ts';
import { listKeys } from '#lib/api-keys/queries.ts';
import { makeConsumerToken } from '#lib/api-keys/testing.ts';
import { findConsumer } from '#lib/consumers/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { ask, testKey, type Answer } from './testing.ts';

/** The operations other systems' clients know, each by every wrong key. Those of /v1 are driven from its document. */
const mark = 'planted-0123456789';
const one = '/vault/connections/ecommerce/stripe';

let ctx: WorkspaceCtx;
let other: WorkspaceCtx;
let credentialId = '';
let webhookId = '';
const keys = { own: '', revoked: '', foreign: '', stranger: '' };
const without = new Map<Scope, string>();

beforeAll(async () => {
  await testDatabase();
  [ctx, other] = [await testWorkspace(), await testWorkspace()];
  Object.assign(keys, { own: await testKey(ctx), foreign: await testKey(other) });
  keys.revoked = await testKey(ctx);
  await revokeKey(ctx, (await listKeys(ctx)).rows[0]?.id ?? '');
  for (const scope of scopes) {
    const rest = scopes.filter((each) => each !== scope);
    without.set(scope, await testKey(ctx, rest));
  }
  const imported = await send('POST', `${one}/import`, keys.own, { settings: { api_key: `sk_${mark}` } });
  expect(imported.status, imported.text).toBe(200);
  await send('POST', '/vault/consumers', keys.own, { consumer_id: 'stranger' });
  keys.stranger = (await makeConsumerToken(ctx, (await findConsumer(ctx, 'stranger'))?.id ?? '')).token;
  const listed = await ask('GET', '/v1/credentials', { key: keys.own });
  credentialId = /"id":"(crd_\w+)"/.exec(listed.text)?.[1] ?? '';
  const hook = { delivery_url: 'https://hooks.example.com/x', description: mark, events: ['*'], status: 'disabled' };
  const made = await send('POST', '/webhook/webhooks', keys.own, { ...hook, unified_api: 'vault' });
  webhookId = /"id":"(whk_\w+)"/.exec(made.text)?.[1] ?? '';
  expect([credentialId, webhookId]).not.toContain('');
});

function send(method: string, path: string, key: string | undefined, body?: unknown, of = ctx): Promise<Answer> {
  const headers = { 'x-apideck-app-id': of.workspaceId, 'x-apideck-consumer-id': `shop-${mark}` };
  return ask(method, path.replace('CREDENTIAL', credentialId).replace('WEBHOOK', webhookId), { key, headers, body });
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly scope: Scope;
  readonly body?: unknown;
}

const consumer = `/vault/consumers/shop-${mark}`;
const graphql = (query: string, scope: Scope): Operation => ({
  method: 'POST',
  path: '/graphql',
  scope,
  body: { query },
});
const authentication = { name: 'x', serviceEnvironmentId: '00000000-0000-5000-8000-000000000000', credentials: {} };

const operations: readonly Operation[] = [
  { method: 'GET', path: '/vault/connections', scope: 'metadata' },
  { method: 'GET', path: one, scope: 'metadata' },
  { method: 'POST', path: one, scope: 'import', body: {} },
  { method: 'PATCH', path: one, scope: 'import', body: { enabled: false } },
  { method: 'DELETE', path: one, scope: 'manage' },
  { method: 'POST', path: `${one}/import`, scope: 'import', body: { settings: { api_key: 'sk_other' } } },
  { method: 'POST', path: `${one}/validate`, scope: 'import', body: {} },
  { method: 'POST', path: `${one}/token`, scope: 'import', body: {} },
  { method: 'POST', path: '/vault/sessions', scope: 'import', body: {} },
  { method: 'GET', path: '/vault/consumers', scope: 'metadata' },
  { method: 'POST', path: '/vault/consumers', scope: 'import', body: { consumer_id: 'new' } },
  { method: 'GET', path: consumer, scope: 'metadata' },
  { method: 'PATCH', path: consumer, scope: 'import', body: { metadata: { user_name: 'x' } } },
  { method: 'DELETE', path: consumer, scope: 'manage' },
  { method: 'GET', path: '/webhook/webhooks', scope: 'manage' },
  {
    method: 'POST',
    path: '/webhook/webhooks',
    scope: 'manage',
    body: { delivery_url: 'https://h.example.com', events: ['*'], status: 'disabled' },
  },
  { method: 'GET', path: '/webhook/webhooks/WEBHOOK', scope: 'manage' },
  { method: 'PATCH', path: '/webhook/webhooks/WEBHOOK', scope: 'manage', body: { description: 'x' } },
  { method: 'DELETE', path: '/webhook/webhooks/WEBHOOK', scope: 'manage' },
  { method: 'GET', path: '/webhook/logs', scope: 'manage' },
  { method: 'GET', path: '/core/v1/authentications', scope: 'metadata' },
  { method: 'POST', path: '/core/v1/authentications', scope: 'import', body: authentication },
  { method: 'GET', path: '/core/v1/authentications/CREDENTIAL', scope: 'metadata' },
  { method: 'GET', path: '/core/v1/authentications/CREDENTIAL/full', scope: 'secrets' },
  { method: 'PUT', path: '/core/v1/authentications/CREDENTIAL', scope: 'import', body: { name: 'x', credentials: {} } },
  { method: 'DELETE', path: '/core/v1/authentications/CREDENTIAL', scope: 'manage' },
  graphql('{ users { edges { node { externalUserId } } } }', 'metadata'),
  graphql('{ viewer { authentications { edges { node { id name } } } } }', 'metadata'),
  graphql('mutation { createExternalUser(input: {name: "x", externalUserId: "x"}) { userId } }', 'import'),
];

const rowsOf = async (of: WorkspaceCtx) =>
  (await read().select({ id: audit.id }).from(audit).where(eq(audit.tenantId, of.tenantId))).length;

/** GraphQL says it in the body of a 200. */
const isForbidden = ({ status, text }: Answer): boolean =>
  status === 403 || (status === 200 && text.includes('"FORBIDDEN"'));

describe.each(operations)('$method $path', ({ method, path, scope, body }) => {
  it('is 401 without a key and with a revoked one', async () => {
    for (const key of [undefined, keys.revoked]) {
      const answer = await send(method, path, key, body);
      expect(answer.status, answer.text).toBe(401);
      expect(answer.text).not.toContain(mark);
    }
  });

  it('gives nothing to another tenant, in its own name or in ours', async () => {
    const before = await rowsOf(ctx);
    for (const of of [ctx, other]) {
      const answer = await send(method, path, keys.foreign, body, of);
      const told = answer.text.replaceAll(`shop-${mark}`, '');
      expect(told, `${answer.status}`).not.toMatch(new RegExp(`${mark}|${credentialId}|${webhookId}`));
      expect(answer.status).toBeLessThan(500);
    }
    expect(await rowsOf(ctx)).toBe(before);
  });

  it('is refused without its scope', async () => {
    const before = await rowsOf(ctx);
    const answer = await send(method, path, without.get(scope), body);
    expect(isForbidden(answer), `${answer.status} ${answer.text}`).toBe(true);
    expect(answer.text).not.toContain(`sk_${mark}`);
    expect(await rowsOf(ctx)).toBe(before);
  });

  it('gives another consumer nothing that is not theirs', async () => {
    const before = await rowsOf(ctx);
    const answer = await send(method, path, keys.stranger, body);
    const told = answer.text.replaceAll(`"${credentialId}"`, '');
    expect(told, `${answer.status}`).not.toContain(mark);
    expect(answer.status).toBeLessThan(500);
    const own = path.startsWith('/core/v1/authentications') && method === 'POST';
    if (!own) expect(await rowsOf(ctx)).toBe(before);
  });
});
