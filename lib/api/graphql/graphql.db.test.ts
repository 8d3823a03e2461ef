import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { bestOfThreeMs } from '#lib/testing.ts';
import { environmentOf, rowsOf, testUser } from '../core/testing.ts';
import { ask, testKey } from '../testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

let ctx: WorkspaceCtx;
let key: string;
beforeEach(async () => {
  ctx = await testWorkspace();
  key = await testKey(ctx);
});

interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

const send = (query: string, variables: object = {}, token: string | undefined = key) =>
  ask('POST', '/graphql', { key: token, body: { query, variables } });

async function run(query: string, variables: object = {}, token = key): Promise<GraphqlAnswer> {
  return (await send(query, variables, token)).body as GraphqlAnswer;
}

const codeOf = ({ errors }: GraphqlAnswer) => errors?.[0]?.extensions.code;

const secret = 'planted-secret-0123456789';
const createUser = `mutation ($input: CreateExternalUserInput!) {
  createExternalUser(input: $input) { userId clientMutationId } }`;
const authorizeUser = `mutation ($userId: ID!) { authorize(input: {userId: $userId}) { accessToken } }`;
const findUsers = `query ($criteria: UserSearchCriteria, $first: Int, $after: String) {
  users(criteria: $criteria, first: $first, after: $after) {
    edges { node { id name externalUserId isTestUser } cursor }
    pageInfo { hasNextPage endCursor hasPreviousPage startCursor } } }`;
const createAuthentication = `mutation ($input: CreateUserAuthenticationInput!) {
  createUserAuthentication(input: $input) { authenticationId clientMutationId } }`;
const viewer = `query ($first: Int, $after: String) { viewer { authentications(first: $first, after: $after) {
  edges { node { id name customFields service { id name icon title version } serviceEnvironment { id title } } cursor }
  pageInfo { hasNextPage endCursor } } } }`;
const remove = `mutation ($id: ID!) { removeAuthentication(input: {authenticationId: $id, clientMutationId: "c"}) { clientMutationId } }`;

const inputOf = async (change: object = {}) => ({
  input: {
    name: 'Orders',
    serviceId: 'rest',
    serviceEnvironmentId: await environmentOf(ctx, 'rest', 'API key'),
    data: JSON.stringify({ base_url: 'https://api.example.com', api_key: secret }),
    ...change,
  },
});

const plant = async (token: string): Promise<string> => {
  const { data } = await run(createAuthentication, await inputOf(), token);
  return (data as { createUserAuthentication: { authenticationId: string } }).createUserAuthentication.authenticationId;
};

describe('users', () => {
  it('are made, found, renamed and removed by a key', async () => {
    const input = { name: 'Ada', externalUserId: 'account-1', isTestUser: true, clientMutationId: 'm-1' };
    const { data } = await run(createUser, { input });
    expect(data).toMatchObject({
      createExternalUser: { userId: expect.stringMatching(/^con_/), clientMutationId: 'm-1' },
    });
    const { userId } = (data as { createExternalUser: { userId: string } }).createExternalUser;
    const node = { id: userId, name: 'Ada', externalUserId: 'account-1', isTestUser: true };
    for (const criteria of [{ userId }, { externalUserId: 'account-1' }, { name: 'ada' }, {}])
      expect(await run(findUsers, { criteria })).toMatchObject({ data: { users: { edges: [{ node }] } } });
    for (const criteria of [
      { userId: 'con_none' },
      { externalUserId: 'ACCOUNT-1' },
      { name: 'Grace' },
      { userId, externalUserId: 'x' },
    ])
      expect(await run(findUsers, { criteria })).toMatchObject({ data: { users: { edges: [] } } });
    await run(`mutation { updateExternalUser(input: {userId: "${userId}", name: "Ada B."}) { userId } }`);
    expect(await run(findUsers)).toMatchObject({ data: { users: { edges: [{ node: { ...node, name: 'Ada B.' } }] } } });
    const gone = await run(`mutation { removeExternalUser(input: {userId: "${userId}"}) { clientMutationId } }`);
    expect(gone).toEqual({ data: { removeExternalUser: { clientMutationId: null } } });
    expect(await run(findUsers)).toMatchObject({ data: { users: { edges: [] } } });
  });

  it('come in pages', async () => {
    for (const name of ['a', 'b', 'c']) await run(createUser, { input: { name, externalUserId: name } });
    const first = await run(findUsers, { first: 2 });
    expect(first).toMatchObject({
      data: { users: { edges: [{ node: { name: 'a' } }, { node: { name: 'b' } }], pageInfo: { hasNextPage: true } } },
    });
    const { users } = first.data as { users: { pageInfo: { endCursor: string } } };
    const second = await run(findUsers, { first: 2, after: users.pageInfo.endCursor });
    expect(second).toMatchObject({
      data: { users: { edges: [{ node: { name: 'c' } }], pageInfo: { hasNextPage: false, hasPreviousPage: true } } },
    });
    expect(codeOf(await run(findUsers, { after: 'nobody' }))).toBe('INPUT_INVALID');
    expect(codeOf(await run(findUsers, { first: 201 }))).toBe('INPUT_INVALID');
  });

  it('have an id that nobody else has', async () => {
    const input = { name: 'Ada', externalUserId: 'account-1' };
    await run(createUser, { input });
    expect(codeOf(await run(createUser, { input }))).toBe('NAME_TAKEN');
    expect(codeOf(await run(createUser, { input: { name: 'Ada', externalUserId: ' ' } }))).toBe('INPUT_INVALID');
  });

  it('are given tokens, which are no keys', async () => {
    const { id } = await testUser(ctx, 'account-1');
    const { data } = await run(authorizeUser, { userId: id });
    const { accessToken } = (data as { authorize: { accessToken: string } }).authorize;
    expect(accessToken).toMatch(/^khu_/);
    for (const [query, variables] of [
      [createUser, { input: { name: 'x', externalUserId: 'x' } }],
      [authorizeUser, { userId: id }],
      [findUsers, {}],
      [`mutation { updateExternalUser(input: {userId: "${id}"}) { userId } }`, {}],
      [`mutation { removeExternalUser(input: {userId: "${id}"}) { clientMutationId } }`, {}],
    ] as const) {
      const answer = await run(query, variables, accessToken);
      expect(answer.errors).toMatchObject([{ message: 'The request is forbidden', extensions: { code: 'FORBIDDEN' } }]);
    }
    const { errors } = await run(createAuthentication, await inputOf());
    expect(errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', detail: expect.stringContaining('user token') } },
    ]);
  });
});

describe('authentications', () => {
  it('are a user’s own, without their secret', async () => {
    const user = await testUser(ctx, 'account-1');
    const id = await plant(user.token);
    const seen = await send(viewer, {}, user.token);
    expect(seen.body).toMatchObject({
      data: {
        viewer: {
          authentications: {
            edges: [
              {
                node: {
                  id,
                  name: 'Orders',
                  customFields: { base_url: 'https://api.example.com' },
                  service: { id: 'rest', name: 'rest', title: 'REST API', version: 1 },
                  serviceEnvironment: { id: await environmentOf(ctx, 'rest', 'API key'), title: 'API key' },
                },
                cursor: id,
              },
            ],
            pageInfo: { hasNextPage: false, endCursor: id },
          },
        },
      },
    });
    expect(seen.text).not.toContain(secret);
    expect(await rowsOf(ctx)).toMatchObject([{ consumerId: user.id, state: 'unverified' }]);
  });

  it('are checked before they are stored where that is asked for', async () => {
    const user = await testUser(ctx, 'account-1');
    const store = async (apiKey: string, verify: string): Promise<GraphqlAnswer> => {
      const data = JSON.stringify({ base_url: app.url, header_name: 'X-API-Key', test_path: '/me', api_key: apiKey });
      const body = { query: createAuthentication, variables: await inputOf({ data }) };
      return (await ask('POST', '/graphql', { key: user.token, body, headers: { verify } })).body as GraphqlAnswer;
    };
    const refused = await store(secret, 'before');
    expect(refused).toMatchObject({ data: null, errors: [{ extensions: { code: 'VERIFICATION_FAILED' } }] });
    expect(JSON.stringify(refused)).not.toContain(secret);
    expect(await store(app.goodKey, 'never')).toMatchObject({
      errors: [
        { message: 'Invalid value for: header Verify (before or after)', extensions: { code: 'INPUT_INVALID' } },
      ],
    });
    expect(await rowsOf(ctx)).toEqual([]);
    expect((await store(app.goodKey, 'before')).errors).toBeUndefined();
    expect(await rowsOf(ctx)).toMatchObject([{ consumerId: user.id, state: 'passed', verifyDueAt: null }]);
  });

  it('are not told to a key, another user, or another tenant', async () => {
    const user = await testUser(ctx, 'account-1');
    const id = await plant(user.token);
    const elsewhere = await testWorkspace();
    const strangers = [
      key,
      (await testUser(ctx, 'account-2')).token,
      await testKey(elsewhere),
      (await testUser(elsewhere, 'account-1')).token,
    ];
    for (const token of strangers) {
      expect(await run(viewer, {}, token)).toMatchObject({ data: { viewer: { authentications: { edges: [] } } } });
      expect(codeOf(await run(remove, { id }, token))).toBe('NOT_FOUND');
    }
    expect(await rowsOf(ctx)).toMatchObject([{ deletedAt: null }]);
  });

  it('are removed by their user, unless an active flow uses them', async () => {
    const user = await testUser(ctx, 'account-1');
    const [used, free] = [await plant(user.token), await plant(user.token)];
    await plantUse(ctx, used);
    expect(codeOf(await run(remove, { id: used }, user.token))).toBe('IN_USE');
    expect(await run(remove, { id: free }, user.token)).toEqual({
      data: { removeAuthentication: { clientMutationId: 'c' } },
    });
    expect((await rowsOf(ctx)).filter((row) => row.deletedAt === null)).toMatchObject([{ id: used }]);
  });

  it('are refused where they do not fit, and the secret is not repeated', async () => {
    const { token } = await testUser(ctx, 'account-1');
    for (const change of [
      { data: secret },
      { data: JSON.stringify([secret]) },
      { data: JSON.stringify({ base_url: 'https://api.example.com', colour: secret }) },
      { serviceId: 'slack' },
      { serviceEnvironmentId: 'mine' },
      { name: ' ' },
      { data: { api_key: secret } },
      { scopes: [{ secret }] },
    ]) {
      const answer = await send(createAuthentication, await inputOf(change), token);
      expect(codeOf(answer.body as GraphqlAnswer), JSON.stringify(change)).toBe('INPUT_INVALID');
      expect(answer.text).not.toContain('planted');
    }
    const literal = `mutation { createUserAuthentication(input: {name: "a", serviceId: "rest", serviceEnvironmentId: "x", data: {api_key: "${secret}"}}) { authenticationId } }`;
    const broken = `mutation { createUserAuthentication(input: {data: "${secret}" "`;
    for (const query of [literal, broken]) {
      const answer = await send(query, {}, token);
      expect(codeOf(answer.body as GraphqlAnswer)).toBe('INPUT_INVALID');
      expect(answer.text).not.toContain('planted');
    }
    expect(await rowsOf(ctx)).toEqual([]);
  });
});

describe('a client that means no good', () => {
  it('is told nothing without a key, not even the schema', async () => {
    const answer = await ask('POST', '/graphql', { body: { query: '{ __schema { types { name } } }' } });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({
      errors: [{ message: 'The request is unauthorized', extensions: { code: 'KEY_REQUIRED' } }],
    });
  });

  it('asks with a query that is sent as JSON, one at a time', async () => {
    const query = '{ viewer { authentications { edges { cursor } } } }';
    expect((await ask('GET', `/graphql?query=${encodeURIComponent(query)}`, { key })).status).toBe(405);
    expect((await ask('GET', '/graphql', { key, headers: { accept: 'text/html' } })).text).not.toContain('<');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await ask('POST', '/graphql', { key, body: `query=${query}`, headers: form })).status).toBe(415);
    const many = await ask('POST', '/graphql', { key, body: [{ query }, { query }] });
    expect(many.body).not.toHaveProperty('data');
    expect(many.status).toBeGreaterThanOrEqual(400);
    expect(
      (
        await ask('POST', '/graphql', {
          key,
          body: { query: `{ a: viewer { authentications { edges { cursor } } } } #${'x'.repeat(300_000)}` },
        })
      ).status,
    ).toBe(413);
  });

  it('does not ask deeply, widely or at length', async () => {
    const deep = (n: number) => `{ __schema { types { ofType ${'{ ofType '.repeat(n)}{ name }${' }'.repeat(n)} } } }`;
    const aliases = (n: number) =>
      `{ ${Array.from({ length: n }, (_, i) => `a${i}: viewer { authentications { edges { cursor } } }`).join(' ')} }`;
    const fragments = Array.from(
      { length: 30 },
      (_, i) => `fragment f${i} on Viewer { ...f${i + 1} ...f${i + 1} }`,
    ).join(' ');
    const bomb = `query { viewer { ...f0 } } ${fragments} fragment f30 on Viewer { authentications { edges { cursor } } }`;
    const circle = 'query { viewer { ...a } } fragment a on Viewer { ...b } fragment b on Viewer { ...a }';
    const long = `{ viewer { ${'authentications { edges { cursor } } '.repeat(500)} } }`;
    const ms = await bestOfThreeMs(async () => {
      for (const query of [deep(20), aliases(11), aliases(300), bomb, circle, long]) {
        const answer = await run(query);
        expect(answer.data ?? null, query.slice(0, 80)).toBeNull();
        expect(answer.errors?.length).toBeGreaterThan(0);
      }
    });
    expect(ms).toBeLessThan(1_000);
    expect((await run(aliases(10))).errors).toBeUndefined();
  });

  it('may read the schema with the usual tools, and not walk in circles in it', async () => {
    expect((await run(getIntrospectionQuery())).errors).toBeUndefined();
    const circles =
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }';
    expect((await run(circles)).errors?.length).toBeGreaterThan(0);
  });
});
