import { Hono } from 'hono';
import { AppError } from '#lib/errors.ts';
import { parseInput } from '#lib/gate/outcome.ts';
import { createSession } from '#lib/vault-sessions/commands.ts';
import { newSession } from '#lib/vault-sessions/schema.ts';
import { jsonObject, type ApiEnv } from '../request.ts';
import { application, askedConsumer, methodsAre, ok } from './wire.ts';

/** A consumer's own way to their connections, made for them by the tenant's server. */
export const sessionsApi = (): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .post('/sessions', application, async (c) => {
      const { ctx } = c.var;
      if (ctx.key.kind === 'session') throw new AppError('SESSION_REFUSED', 'A session makes no further sessions.');
      const { externalId } = await askedConsumer(c);
      const input = parseInput(newSession, await jsonObject(c));
      const { sessionUri, sessionToken } = await createSession(ctx, externalId, input);
      return ok(c, { session_uri: sessionUri, session_token: sessionToken });
    })
    .all('/sessions', application, methodsAre('POST'));
