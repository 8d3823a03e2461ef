import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eq, getTableColumns, is, Table } from 'drizzle-orm';
import { buildSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read } from '#db/client.ts';
import * as schema from '#db/schema/index.ts';
import { testDatabase } from '#db/testing.ts';
import { scopes } from '#lib/access.ts';
import { makeConsumerToken } from '#lib/api-keys/testing.ts';
import {
  fields,
  isField,
  marker,
  newForeigner,
  operations,
  paths,
  perform,
  startScene,
  toldBy,
  type Scene,
  type Told,
} from './attacked/testing.ts';
import { typeDefs } from './graphql/schema.ts';
import { createApi } from './listener.ts';
import { testKey, type Answer } from './testing.ts';

/** The operations that clients of other systems know, each by every wrong key. Those of /v1: v1/operations.db.test.ts. */

let scene: Scene;
beforeAll(async () => {
  await testDatabase();
  scene = await startScene();
});
afterAll(() => scene.app.close());

/** Every row of the victim's tenant, the audit among them. When a key was last used, it is told after its answer. */
async function rowsOfVictim(): Promise<string[]> {
  const all: string[] = [];
  for (const table of Object.values(schema).filter((one) => is(one, Table))) {
    const { tenantId } = getTableColumns<Table>(table);
    if (!tenantId) continue;
    const found = await read().select().from(table).where(eq(tenantId, scene.ctx.tenantId));
    const isKeys = table === schema.apiKeys;
    all.push(
      ...found.map((row) => JSON.stringify({ ...row, ...(isKeys && { lastUsedAt: null, lastUsedFrom: null }) })),
    );
  }
  return all.toSorted();
}

/** Nothing of the victim's is told, and nothing of it becomes another. */
async function attack(expected: Told, run: () => Promise<Answer>, mayAdd = false): Promise<Answer> {
  const { environment: _, ...secretIds } = scene.ids;
  const before = await rowsOfVictim();
  const answer = await run();
  const why = `${answer.status} ${answer.text.slice(0, 500)}`;
  expect(toldBy(answer), why).toBe(expected);
  expect(answer.text, why).not.toMatch(new RegExp([marker, ...Object.values(secretIds)].join('|')));
  const after = await rowsOfVictim();
  expect(mayAdd ? after.filter((one) => before.includes(one)) : after, why).toEqual(before);
  return answer;
}

describe.each(operations)('$name', (row) => {
  const { name, scope, by = 'key' } = row;
  const [, otherTenant, otherConsumer] = row.told;
  const isOfApplication = / \/(?:vault|webhook)\//.test(name);
  /** One that an end user has signed in, and one of the tenant itself. */
  const each = () => (name.includes('/authentications/:id') ? [scene.ids.kept, scene.ids.own] : [scene.ids.kept]);

  it('is 401 without a key and with a revoked one', async () => {
    for (const key of [undefined, scene.revoked]) await attack(401, () => perform(row, scene, key));
  });

  it('is refused without its scope', async () => {
    const { ctx, ids } = scene;
    const rest = scopes.filter((one) => one !== scope);
    const key = by === 'key' ? await testKey(ctx, rest) : (await makeConsumerToken(ctx, ids.user, rest)).token;
    const refusal = isField(row) ? 'FORBIDDEN' : 403;
    await attack(scope === null ? 200 : refusal, () => perform(row, scene, key));
  });

  it('is of no use to another tenant, in its own name or in ours', async () => {
    for (const id of each()) {
      const { of, [by]: token } = await newForeigner();
      const { text } = await attack(otherTenant, () => perform(row, scene, token, { of, id }));
      expect(text).not.toContain(scene.ids.environment);
      if (isOfApplication) await attack(401, () => perform(row, scene, token));
    }
  });

  it('gives another consumer nothing that is not theirs', async () => {
    for (const id of each())
      await attack(otherConsumer, () => perform(row, scene, scene.stranger, { id }), makesTheirOwn.has(name));
  });
});

/** A consumer may sign in to something themselves. */
const makesTheirOwn = new Set(['POST /core/v1/authentications', 'Mutation.createUserAuthentication']);

/** What others were not to see is really in these. */
const ownInIt = new Set([
  'GET /vault/connections',
  'GET /vault/connections/:api/:service',
  'GET /vault/consumers',
  'GET /vault/consumers/:consumer',
  'GET /webhook/webhooks',
  'GET /webhook/webhooks/:id',
  'GET /core/v1/authentications',
  'GET /core/v1/authentications/:id',
  'GET /core/v1/authentications/:id/full',
  'Viewer.authentications',
  'Query.users',
]);

/** Opened without a key, so every column is another: by name where they are. */
const elsewhere: Readonly<Record<string, string>> = {
  'GET /healthz': 'drain.db.test.ts',
  'GET /icons/:file': 'icons.db.test.ts',
  'GET /vault/authorize/:service/:application': 'vault/sign-ins-attacked.db.test.ts',
  'GET /vault/callback/:tenantId': 'vault/sign-ins-attacked.db.test.ts',
  'GET /vault/revoke/:service/:application': 'vault/sign-ins-attacked.db.test.ts',
};

describe('the table', () => {
  it('has every address there is, and nothing else', () => {
    const routes = createApi().routes.filter(({ path }) => !path.startsWith('/v1'));
    const mounted = routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
    const known = [...Object.keys(paths), ...Object.keys(elsewhere), 'POST /graphql'];
    expect([...new Set(mounted)].toSorted()).toEqual(known.toSorted());
    const forAll = routes.filter(({ method, path }) => method === 'ALL' && !path.endsWith('*'));
    expect(forAll.filter(({ path }) => !known.some((name) => name.endsWith(` ${path}`)))).toEqual([]);
    for (const file of Object.values(elsewhere)) expect(existsSync(join(import.meta.dirname, file)), file).toBe(true);
  });

  it('has every field of GraphQL there is, and nothing else', () => {
    const types = ['Query', 'Viewer', 'Mutation'].map((name) => buildSchema(typeDefs).getType(name));
    const all = types
      .filter(isObjectType)
      .flatMap((type) => Object.keys(type.getFields()).map((of) => `${type.name}.${of}`));
    expect(Object.keys(fields).toSorted()).toEqual(all.toSorted());
  });

  it('asks for what its owner is given', async () => {
    for (const row of operations) {
      const answer = await perform(row, scene, scene.victim[row.by ?? 'key']);
      const why = `${row.name}: ${answer.status} ${answer.text.slice(0, 500)}`;
      expect(toldBy(answer), why).toBe(row.told[0]);
      if (ownInIt.has(row.name)) expect(answer.text, why).toContain(marker);
    }
  });
});
