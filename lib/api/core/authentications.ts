import { Hono } from 'hono';
import { z } from 'zod';
import {
  createAuthentication,
  deleteAuthentication,
  openAuthentication,
  replaceAuthentication,
} from '#lib/authentications/commands.ts';
import { getAuthentication, listAuthentications } from '#lib/authentications/queries.ts';
import {
  authenticationChange,
  authenticationPageMax,
  authenticationPageSize,
  newAuthentication,
  type AuthenticationDto,
} from '#lib/authentications/schema.ts';
import { AppError } from '#lib/errors.ts';
import type { ApiEnv } from '../request.ts';
import { queryOf, readBody, verifyOf } from './wire.ts';

const cursor = z.string().regex(/^crd_\w{1,40}$/, 'Not the cursor of a page');
const limit = z.coerce.number().int().min(1).max(authenticationPageMax);
const flag = z.enum(['true', 'false']);

/** What is signed in: a key's own, or those of the consumer a user token is of. */
export function authenticationsApi(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();

  app.get('/authentications', async (c) => {
    const page = await listAuthentications(c.var.ctx, {
      after: queryOf(c, 'cursor', cursor),
      limit: queryOf(c, 'limit', limit) ?? authenticationPageSize,
    });
    const endCursor = page.rows.at(-1)?.id ?? null;
    return c.json({ elements: page.rows.map(metadataOf), pageInfo: { hasNextPage: page.hasNext, endCursor } });
  });

  app.post('/authentications', async (c) => {
    const input = await readBody(c, newAuthentication);
    return c.json({ id: await createAuthentication(c.var.ctx, input, verifyOf(c)) }, 200);
  });

  app.get('/authentications/:id', async (c) =>
    c.json(metadataOf(await getAuthentication(c.var.ctx, c.req.param('id')))),
  );

  app.get('/authentications/:id/full', async (c) => {
    if (c.var.ctx.key.kind !== 'user')
      throw new AppError('FORBIDDEN', 'Only a user token is given the secret of an authentication here.');
    const isForced = queryOf(c, 'forceRefresh', flag) === 'true';
    const full = await openAuthentication(c.var.ctx, c.req.param('id'), isForced);
    return c.json({ ...metadataOf(full), userData: full.userData, credentials: full.credentials });
  });

  app.put('/authentications/:id', async (c) => {
    const input = await readBody(c, authenticationChange);
    return c.json(metadataOf(await replaceAuthentication(c.var.ctx, c.req.param('id'), input, verifyOf(c))));
  });

  app.delete('/authentications/:id', async (c) => {
    await deleteAuthentication(c.var.ctx, c.req.param('id'));
    return c.body(null, 204);
  });

  return app;
}

/** `state` is ours, beside what the family has: what came of the check that follows an import. */
const metadataOf = (one: AuthenticationDto) => ({
  id: one.id,
  name: one.name,
  serviceEnvironmentId: one.environmentId,
  scopes: one.scopes,
  onPremAgentGroupId: null,
  state: one.state,
});
