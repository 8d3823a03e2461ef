import { expect } from 'vitest';
import type { Scope } from '#lib/access.ts';
import { makeConsumerToken, makeKey } from '#lib/api-keys/testing.ts';
import { revokeKey } from '#lib/api-keys/commands.ts';
import { createConsumer } from '#lib/consumers/commands.ts';
import { startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { vaultPage } from '#lib/vault-sign-ins/schema.ts';
import { environmentOf } from '../core/testing.ts';
import { ask, testKey, type Answer } from '../testing.ts';

/** In everything that is the victim's, and in nothing that anybody sends: where it stands, something has leaked. */
export const marker = 'planted-0123456789';
const shop = 'victim-shop';

/** A key, and a token of one consumer. */
interface Held {
  readonly key: string;
  readonly user: string;
}

/** A tenant that has one of everything with an address. */
export interface Scene {
  readonly app: TestApp;
  readonly ctx: WorkspaceCtx;
  readonly victim: Held;
  /** A token of another consumer of the same tenant. */
  readonly stranger: string;
  readonly revoked: string;
  readonly ids: Ids;
}

/** `kept` and `removed` are authentications of the consumer `user`, `own` is the tenant's. */
type Ids = Readonly<Record<'environment' | 'user' | 'kept' | 'removed' | 'own' | 'webhook', string>>;

export interface Row {
  /** Null: every key may. */
  readonly scope: Scope | null;
  /** Who it is for. */
  readonly by?: keyof Held;
  /** What they are told: a status, or the code of an error in GraphQL. */
  readonly told: readonly [owner: number, otherTenant: Told, otherConsumer: Told];
  /** In GraphQL the input of a mutation. */
  readonly body?: (scene: Given) => object;
  readonly query?: string;
  /** Where it is asked for, if not at what the victim has. */
  readonly at?: string;
}
export type Told = number | string;

/** What a request may name of it. */
type Given = Pick<Scene, 'app' | 'ids'>;

const settings = (app: TestApp) => ({ base_url: app.url, test_path: '/me', api_key: 'another' });
const authentication = ({ app, ids }: { app: TestApp; ids: Pick<Ids, 'environment'> }) => ({
  name: 'Another',
  serviceEnvironmentId: ids.environment,
  userData: { base_url: app.url, header_name: 'X-API-Key', test_path: '/me' },
  credentials: { api_key: 'another' },
});
const hook = { delivery_url: 'https://hooks.example.com/x', events: ['*'], status: 'disabled' };
const one = '/vault/connections/:api/:service';
const hubspot = '/vault/connections/crm/hubspot';
const auth = '/core/v1/authentications';
const webhook = '/webhook/webhooks';
const consumer = '/vault/consumers/:consumer';

/** In the order in which the owner asks for them at last: what ends something comes after what needs it. */
export const paths: Readonly<Record<string, Row>> = {
  'GET /vault/connections': { scope: 'metadata', told: [200, 200, 404] },
  [`GET ${one}`]: { scope: 'metadata', told: [200, 200, 404] },
  [`POST ${one}`]: { scope: 'import', told: [200, 200, 404], body: () => ({}) },
  [`POST ${one}/import`]: { scope: 'import', told: [200, 200, 404], body: ({ app }) => ({ settings: settings(app) }) },
  [`POST ${one}/validate`]: { scope: 'import', told: [200, 404, 404], body: () => ({}) },
  // It has a key, which nobody renews.
  [`POST ${one}/token`]: { scope: 'import', told: [422, 404, 404], body: () => ({}) },
  [`POST ${one}/callback-state`]: {
    scope: 'import',
    told: [200, 200, 404],
    at: `${hubspot}/callback-state`,
    body: () => ({ redirect_uri: vaultPage() }),
  },
  // Of no sign-in. By others, with the token of one that waits: vault/sign-ins-attacked.db.test.ts.
  [`POST ${one}/confirm`]: {
    scope: 'import',
    told: [404, 404, 404],
    at: `${hubspot}/confirm`,
    body: () => ({ confirm_token: 'A'.repeat(43) }),
  },
  [`PATCH ${one}`]: { scope: 'import', told: [200, 404, 404], body: () => ({ enabled: false }) },
  [`DELETE ${one}`]: { scope: 'manage', told: [204, 404, 404] },
  'POST /vault/sessions': { scope: 'import', told: [200, 200, 404], body: () => ({}) },
  'GET /vault/consumers': { scope: 'metadata', told: [200, 200, 403] },
  'POST /vault/consumers': { scope: 'import', told: [200, 200, 403], body: () => ({ consumer_id: 'another' }) },
  [`GET ${consumer}`]: { scope: 'metadata', told: [200, 404, 403] },
  [`PATCH ${consumer}`]: { scope: 'import', told: [200, 404, 403], body: () => ({ metadata: { user_name: 'x' } }) },
  [`DELETE ${consumer}`]: { scope: 'manage', told: [200, 404, 403] },
  [`GET ${webhook}`]: { scope: 'manage', told: [200, 200, 403] },
  [`POST ${webhook}`]: { scope: 'manage', told: [201, 201, 403], body: () => hook },
  [`GET ${webhook}/:id`]: { scope: 'manage', told: [200, 404, 403] },
  [`PATCH ${webhook}/:id`]: { scope: 'manage', told: [200, 404, 403], body: () => ({ description: 'x' }) },
  [`DELETE ${webhook}/:id`]: { scope: 'manage', told: [200, 404, 403] },
  'GET /webhook/logs': { scope: 'manage', told: [200, 200, 403] },
  'GET /core/v1/connectors': { scope: 'metadata', told: [200, 200, 200] },
  'GET /core/v1/services/:name/versions/:version{[0-9]{1,6}}/environments': {
    scope: 'metadata',
    told: [200, 200, 200],
    at: '/core/v1/services/rest/versions/1/environments',
  },
  [`GET ${auth}`]: { scope: 'metadata', by: 'user', told: [200, 200, 200] },
  [`POST ${auth}`]: { scope: 'import', by: 'user', told: [200, 404, 200], body: authentication },
  [`GET ${auth}/:id`]: { scope: 'metadata', by: 'user', told: [200, 404, 404] },
  [`GET ${auth}/:id/full`]: { scope: 'secrets', by: 'user', told: [200, 404, 404] },
  [`PUT ${auth}/:id`]: { scope: 'import', by: 'user', told: [200, 404, 404], body: authentication },
  [`DELETE ${auth}/:id`]: { scope: 'manage', by: 'user', told: [204, 404, 404] },
};

/** By the field of the schema; what is wrong is told in the body of a 200. */
export const fields: Readonly<Record<string, Row>> = {
  'Query.viewer': { scope: null, told: [200, 200, 200], query: '{ viewer { __typename } }' },
  'Viewer.authentications': {
    scope: 'metadata',
    by: 'user',
    told: [200, 200, 200],
    query: '{ viewer { authentications { edges { node { id name customFields } } } } }',
  },
  'Query.users': {
    scope: 'metadata',
    told: [200, 200, 'FORBIDDEN'],
    query: '{ users { edges { node { id name externalUserId } } } }',
  },
  'Mutation.createExternalUser': {
    scope: 'import',
    told: [200, 200, 'FORBIDDEN'],
    body: () => ({ name: 'x', externalUserId: 'x' }),
  },
  'Mutation.updateExternalUser': {
    scope: 'import',
    told: [200, 'NOT_FOUND', 'FORBIDDEN'],
    body: ({ ids }) => ({ userId: ids.user, name: 'x' }),
  },
  'Mutation.authorize': {
    scope: 'manage',
    told: [200, 'NOT_FOUND', 'FORBIDDEN'],
    body: ({ ids }) => ({ userId: ids.user }),
  },
  'Mutation.createUserAuthentication': {
    scope: 'import',
    by: 'user',
    told: [200, 'NOT_FOUND', 200],
    body: ({ app, ids }) => ({
      name: 'x',
      serviceId: 'rest',
      serviceEnvironmentId: ids.environment,
      data: JSON.stringify({ base_url: app.url, api_key: 'another' }),
    }),
  },
  'Mutation.removeAuthentication': {
    scope: 'manage',
    by: 'user',
    told: [200, 'NOT_FOUND', 'NOT_FOUND'],
    body: ({ ids }) => ({ authenticationId: ids.removed }),
  },
  'Mutation.removeExternalUser': {
    scope: 'manage',
    told: [200, 'NOT_FOUND', 'FORBIDDEN'],
    body: ({ ids }) => ({ userId: ids.user }),
  },
};

export interface Operation extends Row {
  readonly name: string;
}

export const operations: readonly Operation[] = Object.entries({ ...paths, ...fields }).map(([name, row]) => ({
  name,
  ...row,
}));

export const isField = ({ name }: Operation): boolean => name in fields;

export async function startScene(): Promise<Scene> {
  const [app, ctx] = [await startTestApp(marker), await testWorkspace()];
  await consumerOf(ctx, shop, marker);
  const user = await consumerOf(ctx, 'victim-user', marker);
  const victim = await heldBy(ctx, user);
  const stranger = (await makeConsumerToken(ctx, await consumerOf(ctx, 'stranger', ''))).token;
  const { id, token: revoked } = await makeKey(ctx);
  await revokeKey(ctx, id);
  return { app, ctx, victim, stranger, revoked, ids: { user, ...(await plant(ctx, app, victim)) } };
}

/** Another tenant, new, with a consumer that is called as one of the victim's is. */
export async function newForeigner(): Promise<Held & { readonly of: WorkspaceCtx }> {
  const of = await testWorkspace();
  return { of, ...(await heldBy(of, await consumerOf(of, 'victim-user', ''))) };
}

const heldBy = async (ctx: WorkspaceCtx, consumerId: string): Promise<Held> => ({
  key: await testKey(ctx),
  user: (await makeConsumerToken(ctx, consumerId)).token,
});

const consumerOf = async (ctx: WorkspaceCtx, externalId: string, name: string): Promise<string> =>
  (await createConsumer(ctx, { externalId, name, metadata: { user_name: name }, isTest: false })).id;

async function plant(ctx: WorkspaceCtx, app: TestApp, { key, user }: Held): Promise<Omit<Ids, 'user'>> {
  const environment = await environmentOf(ctx, 'rest', 'API key');
  const made = async (path: string, token: string, body: object): Promise<string> => {
    const answer = await send(ctx, 'POST', path, token, body);
    expect(answer.status, answer.text).toBeLessThan(300);
    return /"id":"((?:crd|whk)_\w+)"/.exec(answer.text)?.[1] ?? '';
  };
  const connection = { settings: { ...settings(app), api_key: marker }, metadata: { plan: marker } };
  await made('/vault/connections/script/rest/import', key, connection);
  const signedIn = (name: string) => ({
    ...authentication({ app, ids: { environment } }),
    name: `${marker} ${name}`,
    credentials: { api_key: marker },
  });
  const ids = {
    environment,
    kept: await made(auth, user, signedIn('kept')),
    removed: await made(auth, user, signedIn('removed')),
    own: await made(auth, key, signedIn('own')),
    webhook: await made(webhook, key, { ...hook, description: marker }),
  };
  expect(Object.values(ids)).not.toContain('');
  return ids;
}

const send = (of: WorkspaceCtx, method: string, path: string, key: string | undefined, body?: object) =>
  ask(method, path, {
    key,
    headers: { 'x-apideck-app-id': of.workspaceId, 'x-apideck-consumer-id': shop },
    ...(body && { body }),
  });

/** The operation about what the victim has; in the name of the application `of`, and about this of several authentications. */
export function perform(
  { name, at, query, body }: Operation,
  scene: Scene,
  key: string | undefined,
  { of = scene.ctx, id = scene.ids.kept } = {},
): Promise<Answer> {
  const [first = '', rest = ''] = name.split(/[ .]/);
  const given = body?.(scene);
  if (name in fields)
    return send(of, 'POST', '/graphql', key, { query: query ?? mutationOf(rest), variables: { input: given } });
  const path = (at ?? rest)
    .replace(':api/:service', 'script/rest')
    .replace(':consumer', shop)
    .replace(':id', rest.startsWith(auth) ? id : scene.ids.webhook);
  return send(of, first, path, key, given);
}

const mutationOf = (field: string): string =>
  `mutation ($input: ${field.charAt(0).toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) { clientMutationId } }`;

/** As the table has it. */
export function toldBy({ status, body, text }: Answer): Told {
  const isRefused = status === 200 && typeof body === 'object' && body !== null && 'errors' in body;
  return isRefused ? (/"code":"(\w+)"/.exec(text)?.[1] ?? 'none') : status;
}
