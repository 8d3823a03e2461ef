import { createRoute, z } from '@hono/zod-openapi';
import { findConsumer } from '#lib/consumers/queries.ts';
import { externalId } from '#lib/consumers/schema.ts';
import { createCredential, updateCredential } from '#lib/credentials/commands.ts';
import { getCredential, listCredentials, requireRow } from '#lib/credentials/queries.ts';
import { authTypes, createInput, shownStates, updateInput } from '#lib/credentials/schema.ts';
import { notFound } from '#lib/errors.ts';
import { forConsumer, type KeyCtx } from '#lib/gate/key.ts';
import { cursorText, defaultEnvironment, rowId, storableText } from '#lib/names.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import {
  credential,
  credentialJson,
  listedCredential,
  listedJson,
  savedCredential,
  savedJson,
} from './credential-json.ts';
import {
  etagOf,
  ifMatch,
  ifMatchNeeded,
  ifNoneMatch,
  isKnown,
  refuseChanged,
  refuseOther,
  revisionOf,
} from './etag.ts';
import { at, creates, instant, instantInput, json, jsonBody, needs, oneId, pageOf, router, severalOf } from './wire.ts';

const tags = ['Credentials'];
const pageMax = 200;

const list = createRoute({
  method: 'get',
  path: '/credentials',
  operationId: 'listCredentials',
  summary: 'Credentials by name, a page at a time',
  tags,
  ...needs('credential.read'),
  request: {
    query: z.object({
      component: rowId.optional(),
      q: storableText(200).optional(),
      state: severalOf(shownStates),
      authType: severalOf(authTypes),
      environment: storableText(40).optional(),
      consumer: externalId.optional().openapi({ description: 'As your product calls its end user.' }),
      after: cursorText.optional(),
      limit: z.coerce.number().int().min(1).max(pageMax).optional(),
    }),
  },
  responses: { 200: json(pageOf(listedCredential).extend({ total: z.int() }), 'A page.') },
});

const newCredential = createInput
  .extend({
    environment: createInput.shape.environment.default(defaultEnvironment),
    settings: createInput.shape.settings.default({}),
    expiresAt: instantInput.nullable().default(null),
    acceptUntested: createInput.shape.acceptUntested.default(false),
    consumer: externalId.optional().openapi({ description: 'Whose it is to be; left out: the tenant’s own.' }),
  })
  .openapi('NewCredential');

const create = createRoute({
  method: 'post',
  path: '/credentials',
  operationId: 'createCredential',
  summary: 'Check a credential with its app, and keep it if that passed',
  tags,
  ...creates('credential.create', 'NAME_TAKEN', 'VERIFICATION_FAILED', 'NOT_FOUND'),
  request: {
    query: z.object({
      verify: z
        .enum(['first', 'later'])
        .default('first')
        .openapi({ description: '`later`: kept unverified, then checked.' }),
    }),
    body: jsonBody(newCredential),
  },
  responses: { 201: json(savedCredential, 'It was kept.') },
});

const get = createRoute({
  method: 'get',
  path: '/credentials/{id}',
  operationId: 'getCredential',
  summary: 'One credential, without its secret',
  tags,
  ...needs('credential.read', 'NOT_FOUND'),
  parameters: [ifNoneMatch],
  request: { params: oneId },
  responses: { 200: json(credential, 'The credential, with its ETag.'), 304: { description: 'You have it already.' } },
});

const change = updateInput
  .omit({ id: true, revision: true })
  .extend({ expiresAt: instantInput.nullable() })
  .partial()
  .openapi('CredentialChange');

const update = createRoute({
  method: 'patch',
  path: '/credentials/{id}',
  operationId: 'updateCredential',
  summary: 'Change a credential; what is not sent stays',
  description:
    'Of `settings` and `secret` only the members sent change. A secret goes only where it was meant to go: with another address it has to be sent again.',
  tags,
  ...needs(
    'credential.update',
    'NOT_FOUND',
    'PRECONDITION_FAILED',
    'PRECONDITION_REQUIRED',
    'NAME_TAKEN',
    'SECRET_REQUIRED',
    'VERIFICATION_FAILED',
    'OAU-301',
  ),
  parameters: [ifMatchNeeded],
  request: { params: oneId, body: jsonBody(change) },
  responses: { 200: json(savedCredential, 'It was saved.') },
});

const deleted = z
  .object({
    name: z.string(),
    restorableUntil: instant,
    revocation: z
      .object({ failure: z.object({ message: z.string(), fix: z.string() }).nullable() })
      .nullable()
      .openapi({ description: 'Null: its app was not asked, or has no way to be.' }),
  })
  .openapi('DeletedCredential');

const remove = createRoute({
  method: 'delete',
  path: '/credentials/{id}',
  operationId: 'deleteCredential',
  summary: 'Move a credential to the trash',
  tags,
  ...needs('credential.delete', 'NOT_FOUND', 'IN_USE', 'PRECONDITION_FAILED'),
  parameters: [ifMatch],
  request: {
    params: oneId,
    query: z.object({
      revoke: z
        .enum(['true', 'false'])
        .default('false')
        .openapi({ description: 'Ask its app to end what it gave, too.' }),
    }),
  },
  responses: { 200: json(deleted, 'It is in the trash.') },
});

export function credentialsApi() {
  const app = router();
  app.openapi(list, async (c) => {
    const { component = null, environment, consumer, limit, ...filter } = c.req.valid('query');
    const ctx = await limitedTo(c.var.ctx, consumer);
    if (!ctx) return c.json({ data: [], next: null, total: 0 }, 200);
    const wanted = { ...filter, ...(environment === undefined ? {} : { environment: [environment] }) };
    const page = await listCredentials(ctx, component, wanted, limit);
    return c.json({ data: page.rows.map(listedJson), next: page.next, total: page.total }, 200);
  });
  app.openapi(create, async (c) => {
    const { consumer, ...input } = c.req.valid('json');
    const ctx = await limitedTo(c.var.ctx, consumer);
    if (!ctx) throw notFound('This consumer');
    const saved = await createCredential(ctx, input, c.req.valid('query').verify);
    return c.json(savedJson(saved), 201, { location: `/v1/credentials/${saved.id}`, etag: '"1"' });
  });
  app.openapi(get, async (c) => {
    const row = await getCredential(c.var.ctx, c.req.valid('param').id);
    const shown = credentialJson(row);
    const etag = etagOf(row.revision, shown);
    return isKnown(c, etag) ? c.body(null, 304, { etag }) : c.json(shown, 200, { etag });
  });
  app.openapi(update, async (c) => {
    const { id } = c.req.valid('param');
    const expected = revisionOf(c, { isNeeded: true });
    const row = await requireRow(c.var.ctx, id);
    refuseOther(row.revision, expected);
    const given = c.req.valid('json');
    const input = {
      id,
      revision: row.revision,
      name: given.name ?? row.name,
      environment: given.environment ?? row.environment,
      settings: { ...row.settings, ...given.settings },
      secret: given.secret ?? {},
      expiresAt: given.expiresAt === undefined ? row.expiresAt : given.expiresAt,
      acceptUntested: given.acceptUntested ?? false,
    };
    const saved = await updateCredential(c.var.ctx, input).catch(refuseChanged);
    return c.json(savedJson(saved), 200, { etag: `"${row.revision + 1}"` });
  });
  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param');
    const { names, restorableUntil, revocations } = await deleteCredentials(
      c.var.ctx,
      [id],
      c.req.valid('query').revoke === 'true',
      revisionOf(c, { isNeeded: false }),
    ).catch(refuseChanged);
    const [revocation] = revocations;
    const asked = revocation ? { failure: revocation.failure && { ...revocation.failure } } : null;
    return c.json({ name: names[0] ?? '', restorableUntil: at(restorableUntil), revocation: asked }, 200);
  });
  return app;
}

/** The same key, for one consumer alone; null: nobody here is called that. */
async function limitedTo(ctx: KeyCtx, consumer: string | undefined): Promise<KeyCtx | null> {
  if (consumer === undefined) return ctx;
  const found = await findConsumer(ctx, consumer);
  return found && forConsumer(ctx, found);
}
