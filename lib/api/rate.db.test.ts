import { Apideck } from '@apideck/unify';
import { APIError } from '@apideck/unify/models/errors';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { startListener, testKey } from './testing.ts';

const perMinute = 2;

let listener: Awaited<ReturnType<typeof startListener>>;
beforeAll(async () => {
  // Before the first request: the limit is read once.
  vi.stubEnv('API_REQUESTS_PER_MINUTE', String(perMinute));
  await testDatabase();
  listener = await startListener();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await listener.stop();
});

const words = expect.stringMatching(/^Too many requests\. Try again in \d+ s\.$/);
const apideck = {
  status_code: 429,
  error: 'Too Many Requests',
  type_name: 'RequestLimitError',
  message: 'Request Limit Reached',
  detail: words,
  ref: 'https://developers.apideck.com/errors#requestlimiterror',
  code: 'RATE_LIMITED',
};

interface Family {
  readonly name: string;
  readonly path: string;
  readonly query?: string;
  readonly type: RegExp;
  readonly refusal: object;
}

const families: readonly Family[] = [
  {
    name: 'our own REST',
    path: '/v1/me',
    type: /^application\/problem\+json/,
    refusal: {
      type: 'urn:keyhaven:problem:RATE_LIMITED',
      title: 'Too Many Requests',
      status: 429,
      detail: words,
      code: 'RATE_LIMITED',
      facts: { retryAfterSeconds: expect.any(Number) },
    },
  },
  { name: 'the vault', path: '/vault/consumers', type: /^application\/json/, refusal: apideck },
  { name: 'webhooks', path: '/webhook/webhooks', type: /^application\/json/, refusal: apideck },
  {
    name: 'REST as Tray has it',
    path: '/core/v1/connectors?name=slack',
    type: /^application\/json/,
    refusal: { message: words, code: 'RATE_LIMITED' },
  },
  {
    name: 'GraphQL',
    path: '/graphql',
    query: '{ viewer { authentications { edges { cursor } } } }',
    type: /^application\/json/,
    refusal: { errors: [{ message: words, extensions: { code: 'RATE_LIMITED' } }] },
  },
];

/** One request with a key, as what was told of its share. */
async function send({ path, query }: Family, key: string, app: string) {
  const answer = await fetch(listener.origin + path, {
    method: query === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-apideck-app-id': app },
    ...(query !== undefined && { body: JSON.stringify({ query }) }),
  });
  const numberOf = (name: string): number => Number.parseInt(answer.headers.get(name) ?? '', 10);
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    requestId: answer.headers.get('request-id'),
    limit: numberOf('ratelimit-limit'),
    remaining: numberOf('ratelimit-remaining'),
    reset: numberOf('ratelimit-reset'),
    retryAfter: numberOf('retry-after'),
    body: (await answer.json()) as unknown,
  };
}

describe.each(families)('$name', (family) => {
  it('tells a key its share of the minute, and refuses what is over it in its own words', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    const all = [];
    for (let n = 0; n < perMinute + 2; n += 1) all.push(await send(family, key, ctx.workspaceId));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
    expect(all.map(({ limit }) => limit)).toEqual([2, 2, 2, 2]);
    expect(all.map(({ remaining }) => remaining)).toEqual([1, 0, 0, 0]);
    for (const { reset } of all) {
      expect(reset).toBeGreaterThanOrEqual(1);
      expect(reset).toBeLessThanOrEqual(60);
    }
    for (const refused of all.slice(perMinute)) {
      expect(refused.body).toMatchObject(family.refusal);
      expect(refused.type).toMatch(family.type);
      expect(refused.requestId).toMatch(/^req_/);
      expect(refused.retryAfter).toBe(refused.reset);
    }
    expect((await send(family, await testKey(ctx), ctx.workspaceId)).status).toBe(200);
  });
});

it.each(['/vault/consumers', '/webhook/webhooks'])(
  'a key is told its share of %s in another workspace too',
  async (path) => {
    const ctx = await testWorkspace();
    const foreign = await testWorkspace();
    const refused = await send({ path, name: '', type: /json/, refusal: {} }, await testKey(ctx), foreign.workspaceId);
    expect(refused).toMatchObject({ status: 401, limit: perMinute, remaining: perMinute - 1 });
  },
);

it('Apideck’s SDK takes it for a limit, as the guide says, and not for a bill that is due', async () => {
  const ctx = await testWorkspace();
  const client = new Apideck({ serverURL: listener.origin, apiKey: await testKey(ctx), appId: ctx.workspaceId });
  const list = () => client.vault.consumers.list({});
  for (let n = 0; n < perMinute; n += 1) await list();
  const error = await list().catch((thrown: unknown) => thrown);
  if (!(error instanceof APIError)) throw new Error(`It is ${String(error)}.`);
  const { status, headers } = error.httpMeta.response;
  expect(status).toBe(429);
  expect(headers.get('retry-after')).toBe(headers.get('ratelimit-reset'));
  expect(JSON.parse(error.httpMeta.body)).toMatchObject(apideck);
});
