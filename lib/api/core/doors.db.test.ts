import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { createKey, revokeKey } from '#lib/api-keys/commands.ts';
import type { Scope } from '#lib/access.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { requireKey } from '#lib/gate/key.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createUserToken } from '#lib/user-tokens/commands.ts';
import { createSession } from '#lib/vault-sessions/commands.ts';
import { newSession } from '#lib/vault-sessions/schema.ts';
import { ask, startListener, testKey } from '../testing.ts';
import { environmentOf, rowsOf, testUser } from './testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
let ctx: WorkspaceCtx;

beforeAll(async () => {
  await testDatabase();
  listener = await startListener();
});
afterAll(() => listener.stop());
beforeEach(async () => void (ctx = await testWorkspace()));

const path = '/core/v1/authentications';
const secret = 'planted-secret-0123456789';

const bodyOf = async () => ({
  name: 'Orders',
  serviceEnvironmentId: await environmentOf(ctx, 'rest', 'API key'),
  userData: { base_url: 'https://api.example.com' },
  credentials: { api_key: secret },
  scopes: [],
});

/** One of an end user, and its id. */
async function planted() {
  const user = await testUser(ctx, 'user-1');
  const { body } = await ask('POST', path, { key: user.token, body: await bodyOf() });
  return { user, id: typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : '' };
}

describe('connectors', () => {
  it('are the apps of the catalogue, or the one of a service', async () => {
    const key = await testKey(ctx, ['metadata']);
    const all = await ask('GET', '/core/v1/connectors', { key });
    expect(all.body).toMatchObject({ elements: expect.arrayContaining([expect.objectContaining({ name: 'slack' })]) });
    const [one, byName] = [
      await ask('GET', '/core/v1/connectors?service=mailchimp', { key }),
      await ask('GET', '/core/v1/connectors?name=mailchimp', { key }),
    ];
    expect(one.body).toEqual({
      elements: [
        {
          name: 'mailchimp',
          title: 'Mailchimp',
          description: 'Audiences, campaigns and automations.',
          version: '1.0',
          service: { id: 'mailchimp', name: 'mailchimp', version: 1 },
        },
      ],
    });
    expect(byName.body).toEqual(one.body);
    expect((await ask('GET', '/core/v1/connectors?service=nobody', { key })).body).toEqual({ elements: [] });
  });

  it('have environments, whatever number of a version is asked for', async () => {
    const { token: key } = await testUser(ctx, 'user-1', ['metadata']);
    const answers = await Promise.all(
      ['1', '4'].map((version) => ask('GET', `/core/v1/services/mailchimp/versions/${version}/environments`, { key })),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatchObject({
        elements: [{ title: 'API key', authenticationType: 'token', scopes: [] }, { authenticationType: 'oauth2' }],
      });
    }
    for (const wrong of [
      'services/nobody/versions/1',
      'services/mailchimp/versions/x',
      'services/mailchimp/versions/1.0',
    ])
      expect((await ask('GET', `/core/v1/${wrong}/environments`, { key })).status, wrong).toBe(404);
  });
});

describe('a refusal', () => {
  it.each([
    ['no name', { name: undefined }, "Missing required field at 'name'"],
    ['an empty one', { name: ' ' }, "A name is needed. at 'name'"],
    [
      'an environment that is no id',
      { serviceEnvironmentId: 'mine' },
      "Couldn't decode a valid UUID at 'serviceEnvironmentId'",
    ],
    ['a scope twice', { scopes: ['a', 'a'] }, "A scope is named twice at 'scopes'"],
    ['scopes where there are none', { scopes: ['a'] }, 'This environment has no scopes'],
    ['an agent', { onPremAgentGroupId: '4f0f' }, "There are no on-prem agents here at 'onPremAgentGroupId'"],
    ['no secret', { credentials: {} }, "Missing required field at 'api_key'"],
    ['what no field is', { credentials: { api_key: 'k', colour: secret } }, "Unexpected field 'colour'"],
    [
      'another kind of value',
      { credentials: { api_key: [secret] } },
      "Invalid input: expected string, received array at 'api_key'",
    ],
    [
      'none of the choices',
      { userData: { base_url: 'x', placement: secret } },
      'Invalid option: expected one of "header"|"query" at \'placement\'',
    ],
    [
      'what the app does not take',
      { userData: { base_url: 'not an address' } },
      'This is not an address, such as https://api.example.com/v1.',
    ],
    [
      'credentials that are a list',
      { credentials: [] },
      "Invalid input: expected record, received array at 'credentials'",
    ],
  ])('says what does not fit: %s', async (_what, change, message) => {
    const { token } = await testUser(ctx, 'user-1');
    const answer = await ask('POST', path, { key: token, body: { ...(await bodyOf()), ...change } });
    expect(answer.body).toEqual({ message: `Invalid value for: body (${message})`, code: 'INPUT_INVALID' });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(secret);
    expect(await rowsOf(ctx)).toEqual([]);
  });

  it.each(['not json', '[]', '"text"', 'null'])('is 400 for a body that is no object: %s', async (body) => {
    const { token } = await testUser(ctx, 'user-1');
    expect(await ask('POST', path, { key: token, body })).toMatchObject({
      status: 400,
      body: { code: 'INPUT_INVALID' },
    });
  });

  it('is 400 for a body made to be hard to read', async () => {
    const { token } = await testUser(ctx, 'user-1');
    const text = JSON.stringify(await bodyOf());
    const nested = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
    for (const credentials of [
      nested,
      `{"api_key": ${nested}}`,
      '{"api_key": "k", "__proto__": {"a": 1}, "constructor": "b"}',
    ]) {
      const body = text.replace(/"credentials":\{[^}]*\}/, `"credentials":${credentials}`);
      expect((await ask('POST', path, { key: token, body })).status, credentials.slice(0, 60)).toBe(400);
    }
  });

  it('is 413 for a body that is too large, and 404 for an address nothing is at', async () => {
    const key = await testKey(ctx);
    const large = await ask('POST', path, { key, body: { ...(await bodyOf()), name: 'a'.repeat(300_000) } });
    expect([large.status, large.body]).toMatchObject([413, { code: 'TOO_LARGE' }]);
    for (const [method, at] of [
      ['GET', '/core/v1/nowhere'],
      ['PATCH', `${path}/crd_1`],
      ['POST', '/core/v1/connectors/slack/versions/1.0/call'],
    ] as const)
      expect((await ask(method, at, { key })).body).toMatchObject({ message: expect.any(String), code: 'NOT_FOUND' });
  });

  it('is 400 for a header that came twice', async () => {
    const { token } = await testUser(ctx, 'user-1');
    const headers = [
      ['authorization', `Bearer ${token}`],
      ['verify', 'before'],
      ['verify', 'after'],
    ] as const;
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${listener.origin}${path}`, { method: 'POST', headers: headers.flat() }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject).end(JSON.stringify({}));
    });
    expect(status).toBe(400);
  });
});

describe('who is not let in', () => {
  const requests = (id: string) =>
    [
      ['GET', `${path}/${id}`],
      ['GET', `${path}/${id}/full`],
      ['PUT', `${path}/${id}`],
      ['DELETE', `${path}/${id}`],
    ] as const;

  const asAll = async (id: string, key: string | undefined) => {
    const body = { ...(await bodyOf()), name: 'Taken over' };
    const answers = [];
    for (const [method, at] of requests(id))
      answers.push(await ask(method, at, { key, ...(method === 'PUT' && { body }) }));
    for (const { text } of answers) expect(text).not.toContain(secret);
    return answers;
  };

  const untouched = async () =>
    expect(await rowsOf(ctx)).toMatchObject([{ name: 'Orders', version: 1, deletedAt: null }]);

  it('has no key, a wrong one or a revoked one: 401, in the words that are known', async () => {
    const { id } = await planted();
    const { key, token } = await createKey(ctx, { name: 'Old', scopes: ['manage'], expiresAt: null });
    await revokeKey(ctx, key.id);
    for (const one of [undefined, 'khk_nobody', `khu_${'a'.repeat(43)}`, token])
      for (const { status, body } of await asAll(id, one)) {
        expect(status).toBe(401);
        expect(body).toMatchObject({ message: 'The request is unauthorized' });
      }
    await untouched();
  });

  it('has the token of a vault page: 403', async () => {
    const { id } = await planted();
    const { sessionToken: session } = await createSession(ctx, 'user-1', newSession.parse({}));
    for (const { status } of await asAll(id, session)) expect(status).toBe(403);
    const query = { query: '{ viewer { authentications { edges { cursor } } } }' };
    expect((await ask('POST', '/graphql', { key: session, body: query })).status).toBe(403);
    await untouched();
  });

  it('is of another tenant, of another consumer, or a key, which sees no end user’s: 404', async () => {
    const { id } = await planted();
    const elsewhere = await testWorkspace();
    const strangers = [
      await testKey(elsewhere),
      (await testUser(elsewhere, 'user-1')).token,
      (await testUser(ctx, 'user-2')).token,
    ];
    for (const key of strangers) for (const { status } of await asAll(id, key)) expect([403, 404]).toContain(status);
    const own = (await asAll(id, await testKey(ctx))).map((one) => one.status);
    expect(own).toEqual([404, 403, 404, 404]);
    expect((await asAll(id, strangers[2])).map((one) => one.status)).toEqual([404, 404, 404, 404]);
    await untouched();
  });

  it.each<[readonly Scope[], readonly number[]]>([
    [['metadata'], [200, 403, 403, 403]],
    [['secrets'], [403, 200, 403, 403]],
    [['import'], [403, 403, 200, 403]],
    [['manage'], [403, 403, 403, 204]],
  ])('has a token of too little: %s', async (scopes, statuses) => {
    const { user, id } = await planted();
    const key = await requireKey(`Bearer ${await testKey(ctx)}`, { requestId: 'req_test', address: '127.0.0.1' });
    const { token } = await createUserToken(key, user.id, { scopes: [...scopes] });
    const answers: { status: number; body: unknown }[] = [];
    const body = { ...(await bodyOf()), name: 'Taken over' };
    for (const [method, at] of requests(id))
      answers.push(await ask(method, at, { key: token, ...(method === 'PUT' && { body }) }));
    expect(answers.map((one) => one.status)).toEqual(statuses);
    for (const one of answers.filter(({ status }) => status === 403))
      expect(one.body).toMatchObject({ message: 'The request is forbidden', code: 'FORBIDDEN' });
  });

  it('imports into an environment of another workspace: 404', async () => {
    const body = await bodyOf();
    const elsewhere = await testWorkspace();
    const answer = await ask('POST', path, { key: await testKey(elsewhere), body });
    expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await rowsOf(elsewhere)).toEqual([]);
  });

  it('repeats no name that nobody chose here, which may be a secret in the wrong place', async () => {
    const { token } = await testUser(ctx, 'user-1');
    const misplaced = { [`planted-${'x'.repeat(200)}`]: 'x' };
    for (const change of [
      { credentials: misplaced },
      { userData: misplaced },
      { credentials: { 'planted key': 'x' } },
    ]) {
      const answer = await ask('POST', path, { key: token, body: { ...(await bodyOf()), ...change } });
      expect(answer).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } });
      expect(answer.text).not.toContain('planted');
    }
  });
});
