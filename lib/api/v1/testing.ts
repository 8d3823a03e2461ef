import { createHash } from 'node:crypto';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import type { Scope } from '#lib/access.ts';
import { createConsumer } from '#lib/consumers/commands.ts';
import { createCredential, updateCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { endpointAt, startReceiver, type Receiver } from '#lib/deliveries/testing.ts';
import { requireKey, type KeyCtx } from '#lib/gate/key.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, connect, startProvider } from '#lib/grants/testing.ts';
import { getCredential } from '#lib/credentials/queries.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { createUserToken } from '#lib/user-tokens/commands.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { runImports } from '#lib/jobs/imports.ts';
import { startLiveImport } from '#lib/live-imports/commands.ts';
import { createApi } from '../listener.ts';
import { ask, testKey, type Answer } from '../testing.ts';
import { methods } from './document.ts';

/** What credentials are checked with, tokens come from and webhooks go to: servers on this machine. */
export interface Outside {
  readonly app: TestApp;
  readonly provider: OauthServer;
  readonly receiver: Receiver;
  readonly stop: () => Promise<void>;
}

export async function startOutside(): Promise<Outside> {
  const [app, receiver] = [await startTestApp(), await startReceiver()];
  const provider = await startProvider();
  const stop = async () => {
    await app.close();
    await receiver.close();
    await provider.stop();
  };
  return { app, provider, receiver, stop };
}

/** In everything that a workspace of `populate` calls its own: where it stands, something has leaked. */
export const marker = 'Zweitschrift';

/** A workspace with one of everything that has an address. */
export interface Place {
  readonly ctx: WorkspaceCtx;
  readonly outside: Outside;
  /** With every scope. */
  readonly key: string;
  readonly ids: Readonly<Record<Thing, string>>;
  readonly identifier: string;
  /** An export of `unused`, which is `upload`, too. */
  readonly file: Buffer;
}

type Thing =
  | 'credential'
  | 'tokens'
  | 'unused'
  | 'trashed'
  | 'theirs'
  | 'draft'
  | 'active'
  | 'consumer'
  | 'webhook'
  | 'key'
  | 'upload'
  | 'plan'
  | 'import'
  | 'lines';

/** An empty workspace, and requests to it with a key of its own. */
export async function emptyPlace(scopes?: readonly Scope[]) {
  const ctx = await testWorkspace();
  const key = await testKey(ctx, scopes);
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    ask(method, `/v1${path}`, { key, headers, ...(body !== undefined && { body }) });
  return { ctx, key, send };
}

export const idOf = ({ body }: Answer): string => (body as { id: string }).id;

const facts = { requestId: 'req_test', address: '127.0.0.1' };

export const ctxOfKey = (key: string): Promise<KeyCtx> => requireKey(`Bearer ${key}`, facts);

export async function populate(outside: Outside): Promise<Place> {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const named = (name: string) => restInput(outside.app, { name: `${marker} ${name}` });
  const credential = await createCredential(ctx, named('orders'));
  await updateCredential(ctx, {
    ...named('orders'),
    id: credential.id,
    revision: 1,
  });
  const [unused, trashed] = [await createCredential(ctx, named('spare')), await createCredential(ctx, named('gone'))];
  await deleteCredentials(ctx, [trashed.id]);
  const consumer = await createConsumer(ctx, { externalId: `${marker}-1`, name: marker, metadata: {}, isTest: false });
  const ofTheirs = await ctxOfKey((await createUserToken(await ctxOfKey(key), consumer.id)).token);
  const theirs = await createCredential(ofTheirs, named('theirs'));
  await addApp(ctx, outside.provider);
  const tokens = await connect(ctx, outside.provider, await outside.provider.newGrant());
  const [draft, active] = [
    await plantUse(ctx, credential.id, { flowName: `${marker} draft`, flowState: 'draft' }),
    await plantUse(ctx, credential.id, { flowName: `${marker} active`, flowState: 'active' }),
  ];
  const webhook = await endpointAt(ctx, outside.receiver.url, { description: marker });
  const file = await fileOf(key, {
    scope: 'selected',
    ids: [unused.id],
    sealing: { kind: 'installation' },
    reason: 'Move',
  });
  const [upload, plan, applied] = [await sent(key, file), await sent(key, file), await sent(key, file)];
  const keyId = (await ctxOfKey(await testKey(ctx))).key.id;
  const lines = await startLiveImport(await ctxOfKey(key), {
    fileName: 'lines.jsonl',
    bytes: null,
    sha256: null,
    body: piece(Buffer.from('{"consumer_id":"nobody"}\n')),
  });
  const imported = await importedBy(key, { plan, applied });
  return {
    ctx,
    outside,
    key,
    file,
    identifier: (await getCredential(ctx, credential.id)).identifier,
    ids: {
      credential: credential.id,
      unused: unused.id,
      trashed: trashed.id,
      theirs: theirs.id,
      tokens,
      draft,
      active,
      consumer: consumer.id,
      webhook: webhook.id,
      key: keyId,
      upload,
      plan,
      import: imported,
      lines: lines.id,
    },
  };
}

async function* piece(bytes: Uint8Array) {
  yield bytes;
}

async function sent(key: string, file: Buffer): Promise<string> {
  return idOf(await ask('POST', '/v1/uploads', { key, body: file, headers: uploadHeaders(file) }));
}

/** A plan that waits to be applied, and an import that was. */
async function importedBy(key: string, { plan, applied }: { plan: string; applied: string }): Promise<string> {
  await ask('POST', '/v1/import-plans', { key, body: { uploadId: plan } });
  await runImports(new AbortController().signal);
  return idOf(await ask('POST', '/v1/imports', { key, body: { uploadId: applied, onConflict: 'create' } }));
}

/** The bytes of an export, which are no text. */
export async function fileOf(key: string, input: object): Promise<Buffer> {
  const answer = await api.request('/v1/exports', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  if (answer.status !== 200) throw new Error(await answer.text());
  return Buffer.from(await answer.arrayBuffer());
}

const api = createApi();

export const uploadHeaders = (file: Uint8Array): Record<string, string> => ({
  'content-type': 'application/octet-stream',
  'content-length': String(file.byteLength),
  'repr-digest': `sha-256=:${createHash('sha256').update(file).digest('base64')}:`,
});

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  /** With `{id}` in it. */
  readonly path: string;
  readonly scope: string | null;
  readonly statuses: readonly number[];
}

/** What the document says there is. */
export async function listOperations(): Promise<Operation[]> {
  const { body } = await ask('GET', '/v1/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const one = item[method];
      if (!one) return [];
      const statuses = Object.keys(one.responses).map(Number);
      return [{ operationId: one.operationId, method, path, scope: one['x-keyhaven-scope'], statuses }];
    }),
  );
}

interface Described {
  readonly operationId: string;
  readonly responses: Record<string, unknown>;
  readonly 'x-keyhaven-scope': string | null;
}

export interface Example {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** The operation as the example says, with any key. As over a socket, a body comes with its length. */
export function perform({ method, path }: Operation, example: Example, key: string | undefined): Promise<Answer> {
  const { params = {}, query = '', headers = {}, body } = example;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const length = body instanceof Uint8Array ? body.byteLength : Buffer.byteLength(textOf(body));
  return ask(method.toUpperCase(), `/v1${filled}${query}`, {
    key,
    headers: { ...(body !== undefined && { 'content-length': String(length) }), ...headers },
    ...(body !== undefined && { body }),
  });
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
