import type { MiddlewareHandler } from 'hono';
import { AppError } from '#lib/errors.ts';
import { claimRequest } from '#lib/idempotency/commands.ts';
import { idempotencyKey, type KeptAnswer } from '#lib/idempotency/schema.ts';
import { single, type ApiContext, type ApiEnv } from '../request.ts';
import { digestIn } from './arriving.ts';
import { isJson } from './json-type.ts';

/**
 * A request with an `Idempotency-Key` has its effect once: sent again, it gets the same answer. Where nothing came of it,
 * the key is free for another try.
 */
export const idempotent: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const given = single(c, 'idempotency-key');
  if (given === null) return next();
  const parsed = idempotencyKey.safeParse(given);
  if (!parsed.success)
    throw new AppError('INPUT_INVALID', 'An Idempotency-Key is 1 to 255 ASCII characters.', {
      field: 'idempotency-key',
    });
  const { pathname, search } = new URL(c.req.url);
  const asked = { method: c.req.method, path: pathname + search, body: await bodyOf(c) };
  const claim = await claimRequest(c.var.ctx, { ...asked, idempotencyKey: parsed.data });
  if (claim.kind === 'answered') return replayed(claim.answer);
  try {
    await next();
  } catch (error) {
    await claim.release();
    throw error;
  }
  if (!c.res.ok) return claim.release();
  await claim.keep(await answerOf(c.res.clone()));
  return undefined;
};

/**
 * JSON has a limit, so it can be compared as it is. A file is not held for that: its digest, which is checked as it
 * arrives, stands for it, so there has to be one.
 */
async function bodyOf(c: ApiContext): Promise<string> {
  if (isJson(c)) return c.req.text();
  const isFile = c.req.header('content-type') !== undefined && c.req.header('content-length') !== '0';
  const digest = digestIn(single(c, 'repr-digest'));
  if (isFile && digest === null)
    throw new AppError('INPUT_INVALID', 'With an Idempotency-Key a file needs Repr-Digest: sha-256=:<base64>:', {
      field: 'repr-digest',
    });
  return [digest, ...['content-type', 'content-length', 'x-file-name'].map((name) => c.req.header(name))].join('\n');
}

const keptHeaders = ['content-type', 'etag', 'location'];

async function answerOf(answer: Response): Promise<KeptAnswer> {
  const headers = keptHeaders.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { status: answer.status, headers: Object.fromEntries(headers), body: await answer.text() };
}

const replayed = ({ status, headers, body }: KeptAnswer): Response =>
  new Response(status === 204 ? null : body, { status, headers: { ...headers, 'idempotency-replayed': 'true' } });
