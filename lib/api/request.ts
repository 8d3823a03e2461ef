import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '#lib/errors.ts';
import { clientAddress } from '#lib/gate/address.ts';
import { requireKey, type KeyCtx } from '#lib/gate/key.ts';
import { newId } from '#lib/ids.ts';
import { spendOne, spendRefusal, tooMany } from './rate.ts';

/** What a handler finds in `c.var`. What every token passes reads by `c.get`, as `c.var` is an object made at each look. */
export interface ApiVariables {
  readonly requestId: string;
  readonly address: string;
  /** After `keyed`. */
  readonly ctx: KeyCtx;
}

export interface ApiEnv {
  Bindings: Partial<HttpBindings>;
  Variables: ApiVariables;
}

export type ApiContext = Context<ApiEnv>;

/** Every request has an id; it is in its answer, in the log and in audit rows. */
export const identified: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const requestId = newId('req');
  c.set('requestId', requestId);
  c.set('address', clientAddress({ get: (name) => header(c, name) }));
  await next();
  say(c, 'Request-Id', requestId);
};

/** Adds to the answer: to the socket's own, where there is one, as no web `Headers` is made for it then. */
function say(c: ApiContext, name: string, value: string): void {
  const outgoing = c.env?.outgoing;
  if (outgoing) outgoing.setHeader(name, value);
  else c.header(name, value);
}

const headersMax = 100;

/** More than any client has a use for. What would be left out instead may be a proxy's own word on who asks. */
export const fewHeaders: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const raw = c.env?.incoming?.rawHeaders ?? [];
  if (raw.length / 2 <= headersMax) return next();
  await spendRefusal(c.get('address'));
  throw new AppError('TOO_MANY_HEADERS', `A request has at most ${headersMax} headers.`);
};

/**
 * The token of the request, and its share of the minute. What follows acts as its holder, in its workspace. It may be one
 * in a browser, whose narrower limits are for whoever lets it in to keep.
 */
export const entered: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const ctx = await holderOf(c).catch(async (error: unknown) => {
    await spendRefusal(c.get('address'));
    throw error;
  });
  c.set('ctx', ctx);
  const share = await spendOne(ctx.key.id);
  const told = () => {
    say(c, 'RateLimit-Limit', String(share.limit));
    say(c, 'RateLimit-Remaining', String(share.remaining));
    say(c, 'RateLimit-Reset', String(share.resetSeconds));
  };
  try {
    if (share.isOver) throw tooMany(share.resetSeconds);
    await next();
  } finally {
    told();
  }
};

const holderOf = async (c: ApiContext): Promise<KeyCtx> =>
  requireKey(single(c, 'authorization'), { requestId: c.get('requestId'), address: c.get('address') });

/** The same for programs alone: a key of the workspace or a token of one consumer, never one in a browser. */
export const keyed: MiddlewareHandler<ApiEnv> = (c, next) =>
  entered(c, async () => {
    if (c.get('ctx').key.kind === 'session')
      throw new AppError('FORBIDDEN', 'A session token is for the vault page alone.');
    await next();
  });

/** Refuses a body that is larger than a family of paths takes in one go. */
export const bodyUpTo = (bytesMax: number): MiddlewareHandler<ApiEnv> =>
  bodyLimit({
    maxSize: bytesMax,
    onError: () => {
      throw new AppError('TOO_LARGE', `The body is larger than ${bytesMax / 1_024} KB.`, { bytesMax });
    },
  });

/** As the socket's own server has read it, where there is a socket: no web `Headers` is made of all of them. */
export function header(c: ApiContext, name: string): string | null {
  const incoming = c.env?.incoming;
  const read = incoming ? incoming.headers[name] : c.req.header(name);
  return (Array.isArray(read) ? read.join(', ') : read) ?? null;
}

/**
 * The one value of a header; null: it is not there, or empty, which some clients send for "none".
 * @throws AppError INPUT_INVALID when it was sent twice: which one counts would be a guess
 */
export function single(c: ApiContext, name: string): string | null {
  const raw = c.env?.incoming?.rawHeaders ?? [];
  let seen = 0;
  for (let at = 0; at < raw.length; at += 2) if (raw[at]?.toLowerCase() === name) seen += 1;
  if (seen > 1) throw new AppError('INPUT_INVALID', `The header ${name} was sent more than once.`, { field: name });
  return header(c, name)?.trim() || null;
}

/**
 * The body as JSON: an object, or `{}` where there is none.
 * @throws AppError INPUT_INVALID when it is anything else
 */
export async function jsonObject(c: ApiContext): Promise<Record<string, unknown>> {
  const text = await c.req.text();
  if (text.trim() === '') return {};
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new AppError('INPUT_INVALID', 'The body has to be a JSON object.', { field: '' });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('INPUT_INVALID', 'The body is not JSON.', { field: '' }, { cause });
  }
}
