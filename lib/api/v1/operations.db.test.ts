import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { testDatabase } from '#db/testing.ts';
import { scopes, type Scope } from '#lib/access.ts';
import { revokeKey } from '#lib/api-keys/commands.ts';
import { createConsumer } from '#lib/consumers/commands.ts';
import { restInput } from '#lib/credentials/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createUserToken } from '#lib/user-tokens/commands.ts';
import { testKey, type Answer } from '../testing.ts';
import {
  ctxOfKey,
  listOperations,
  marker,
  perform,
  populate,
  startOutside,
  uploadHeaders,
  type Example,
  type Operation,
  type Outside,
  type Place,
} from './testing.ts';

let outside: Outside;
let operations: Operation[];

beforeAll(async () => {
  await testDatabase();
  outside = await startOutside();
  operations = await listOperations();
});
afterAll(() => outside.stop());

const of = (id: string): Example => ({ params: { id } });

/** One good request for each operation of the document. */
const examples: Readonly<Record<string, (place: Place) => Example>> = {
  getMe: () => ({}),
  listComponents: () => ({}),
  getComponent: () => of('slack'),
  listCredentials: () => ({ query: '?q=order&limit=5&state=passed&state=failed&component=rest' }),
  createCredential: () => ({
    body: { ...restInput(outside.app, { name: 'Another' }), expiresAt: '2031-01-01T00:00:00+02:00' },
  }),
  getCredential: ({ ids }) => of(ids.credential),
  updateCredential: ({ ids }) => ({ ...of(ids.unused), headers: { 'if-match': '"1"' }, body: { name: 'Renamed' } }),
  deleteCredential: ({ ids }) => ({ ...of(ids.unused), headers: { 'if-match': '"1"' } }),
  verifyCredential: ({ ids }) => of(ids.credential),
  refreshCredential: ({ ids }) => of(ids.tokens),
  listVersions: ({ ids }) => of(ids.credential),
  restoreVersion: ({ ids }) => ({ params: { id: ids.credential, number: '1' } }),
  listUses: ({ ids }) => of(ids.credential),
  listVerifications: ({ ids }) => of(ids.credential),
  getToken: ({ ids }) => of(ids.tokens),
  findToken: ({ identifier }) => ({ body: { identifier } }),
  listTrash: () => ({}),
  restoreCredential: ({ ids }) => of(ids.trashed),
  createUpload: ({ file }) => ({ headers: uploadHeaders(file), body: file }),
  planImport: ({ ids }) => ({ body: { uploadId: ids.upload } }),
  applyImport: ({ ids }) => ({ body: { uploadId: ids.upload, onConflict: 'override' } }),
  listImports: () => ({}),
  getImport: ({ ids }) => of(ids.import),
  startImportPlan: ({ ids }) => ({ body: { uploadId: ids.upload } }),
  getImportPlan: ({ ids }) => of(ids.plan),
  discardImportPlan: ({ ids }) => of(ids.plan),
  applyImportPlan: ({ ids }) => ({ ...of(ids.plan), body: { onConflict: 'skip' } }),
  createExport: ({ ids }) => ({
    body: { scope: 'selected', ids: [ids.credential], sealing: { kind: 'installation' }, reason: 'Backup' },
  }),
  listFlows: () => ({ query: '?state=draft' }),
  getFlow: ({ ids }) => of(ids.draft),
  activateFlow: ({ ids }) => of(ids.draft),
  pauseFlow: ({ ids }) => of(ids.active),
  listConsumers: () => ({ query: '?limit=10' }),
  createConsumer: () => ({ body: { externalId: 'user-7', metadata: { email: 'ada@example.com' } } }),
  getConsumer: ({ ids }) => of(ids.consumer),
  updateConsumer: ({ ids }) => ({ ...of(ids.consumer), body: { name: 'Ada' } }),
  deleteConsumer: ({ ids }) => of(ids.consumer),
  createUserToken: ({ ids }) => ({ ...of(ids.consumer), body: { scopes: ['metadata'] } }),
  listWebhooks: () => ({}),
  createWebhook: () => ({ body: { url: outside.receiver.url, types: ['*'] } }),
  getWebhook: ({ ids }) => of(ids.webhook),
  updateWebhook: ({ ids }) => ({ ...of(ids.webhook), body: { description: 'Accounts', isEnabled: false } }),
  deleteWebhook: ({ ids }) => of(ids.webhook),
  rotateWebhookSecret: ({ ids }) => of(ids.webhook),
  testWebhook: ({ ids }) => of(ids.webhook),
  listKeys: () => ({ query: '?kind=key' }),
  createKey: () => ({ body: { name: 'Reader', scopes: ['metadata'] } }),
  getKey: ({ ids }) => of(ids.key),
  revokeKey: ({ ids }) => of(ids.key),
  readAudit: () => ({ query: '?from=2020-01-01T00:00:00Z' }),
  startConnectionImport: () => ({
    headers: { 'content-type': 'application/x-ndjson' },
    body: '{"consumer_id":"user-8","unified_api":"crm","service_id":"hubspot","credentials":{"access_token":"t"}}\n',
  }),
  listConnectionImports: () => ({}),
  getConnectionImport: ({ ids }) => of(ids.lines),
  listConnectionImportRows: ({ ids }) => of(ids.lines),
  stopConnectionImport: ({ ids }) => of(ids.lines),
};

/** What others are not to see is really in these. */
const ownInIt = new Set(['listCredentials', 'getCredential', 'listTrash', 'listFlows', 'getFlow', 'readAudit']);

const exampleOf = (operation: Operation, place: Place): Example => {
  const example = examples[operation.operationId];
  if (!example) throw new Error(`There is no example of ${operation.operationId}.`);
  return example(place);
};

describe('an operation of the document', () => {
  it('has an example here, and no example is of anything else', () => {
    expect(Object.keys(examples).toSorted()).toEqual(operations.map((one) => one.operationId).toSorted());
  });

  it.each(Object.keys(examples))('%s answers as the document says', { timeout: 60_000 }, async (operationId) => {
    const operation = operations.find((one) => one.operationId === operationId);
    if (!operation) throw new Error('It is not in the document.');
    const place = await (operation.method === 'get' ? sharedPlace() : populate(outside));
    const answer = await perform(operation, exampleOf(operation, place), place.key);
    const told = `${answer.status} ${answer.text.slice(0, 500)}`;
    expect(answer.status, told).toBeLessThan(300);
    expect(operation.statuses, told).toContain(answer.status);
    expect(answer.headers.get('request-id')).toMatch(/^req_/);
    if (ownInIt.has(operationId)) expect(answer.text).toContain(marker);
    if (operationId !== 'findToken') expect(answer.text).not.toContain(outside.app.goodKey);
  });
});

/** What is only read can be read in one workspace. */
let shared: Promise<Place> | undefined;
const sharedPlace = (): Promise<Place> => (shared ??= populate(outside));

interface Attack {
  readonly name: string;
  /** What is gone for; the tenant's own, where nothing is said. */
  readonly at?: (place: Place) => Place;
  readonly key: (place: Place, operation: Operation) => Promise<string | undefined>;
  readonly expected: (answer: Answer, operation: Operation) => void;
}

const codeOf = ({ body }: Answer): unknown => (typeof body === 'object' && body && 'code' in body ? body.code : null);

async function revokedKey({ ctx }: Place): Promise<string> {
  const key = await testKey(ctx);
  await revokeKey(ctx, (await ctxOfKey(key)).key.id);
  return key;
}

const keyWithout = ({ ctx }: Place, scope: string | null): Promise<string> =>
  testKey(
    ctx,
    scopes.filter((one): one is Scope => one !== scope),
  );

async function otherConsumersToken({ ctx, key }: Place): Promise<string> {
  const { id } = await createConsumer(ctx, {
    externalId: `other-${Date.now()}`,
    name: '',
    metadata: {},
    isTest: false,
  });
  return (await createUserToken(await ctxOfKey(key), id)).token;
}

/** What says nothing of any workspace, or makes something of the caller's own. */
const harmless = new Set(['getMe', 'listComponents', 'getComponent', 'createCredential']);

/** What is asked for by an id, in the address or the body, is not there. */
const isById = (operation: Operation): boolean =>
  (operation.path.includes('{id}') && operation.operationId !== 'getComponent') ||
  ['findToken', 'planImport', 'applyImport', 'startImportPlan', 'createExport'].includes(operation.operationId);

const attacks: readonly Attack[] = [
  {
    name: 'no key',
    key: async () => undefined,
    expected: (answer) => expect([answer.status, codeOf(answer)]).toEqual([401, 'KEY_REQUIRED']),
  },
  {
    name: 'a revoked key',
    key: revokedKey,
    expected: (answer) => expect([answer.status, codeOf(answer)]).toEqual([401, 'KEY_REFUSED']),
  },
  {
    name: 'a key without its scope',
    key: (place, { scope }) => keyWithout(place, scope),
    expected: (answer, { scope }) => {
      if (scope === null) return expect(answer.status).toBe(200);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
      return expect(answer.body).toMatchObject({ facts: { scope } });
    },
  },
  {
    name: 'another tenant’s key',
    key: async () => testKey(await testWorkspace()),
    expected: (answer, operation) =>
      expect(answer.status).toBe(isById(operation) ? 404 : operation.statuses.find((one) => one < 300)),
  },
  {
    name: 'another consumer’s token',
    key: otherConsumersToken,
    at: (place) => ({ ...place, ids: { ...place.ids, credential: place.ids.theirs, unused: place.ids.theirs } }),
    expected: (answer, operation) => {
      if (isById(operation)) return expect([403, 404]).toContain(answer.status);
      const isSeen =
        harmless.has(operation.operationId) || ['listCredentials', 'listTrash'].includes(operation.operationId);
      return expect(answer.status).toBe(isSeen ? operation.statuses.find((one) => one < 300) : 403);
    },
  },
];

describe('every operation refuses', () => {
  it.each(attacks)(
    '$name, with no data and no effect',
    { timeout: 60_000 },
    async ({ key, expected, at = (own) => own }) => {
      const place = at(await populate(outside));
      for (const operation of operations) {
        const given = await key(place, operation);
        const before = await recordedIn(place);
        const answer = await perform(operation, exampleOf(operation, place), given);
        const told = `${operation.operationId}: ${answer.status} ${answer.text.slice(0, 500)}`;
        expect(() => expected(answer, operation), told).not.toThrow();
        expect(answer.text, told).not.toContain(marker);
        expect(answer.text, told).not.toContain(outside.app.goodKey);
        if (answer.status >= 400) expect(answer.headers.get('content-type')).toBe('application/problem+json');
        const isOwn = harmless.has(operation.operationId);
        if (!isOwn) expect(await recordedIn(place), told).toBe(before);
      }
    },
  );
});

/** Whatever has an effect writes it down. */
async function recordedIn({ ctx }: Place): Promise<number> {
  return read().$count(audit, eq(audit.tenantId, ctx.tenantId));
}
