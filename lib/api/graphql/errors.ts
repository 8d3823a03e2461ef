import { GraphQLError } from 'graphql';
import type { ErrorHandler } from 'hono';
import { flatOf } from '../core/wire.ts';
import { apiRefusal } from '../refusal.ts';
import type { ApiEnv } from '../request.ts';
import { tokensMax } from './limits.ts';

/** What a resolver throws, as its client sees it: our code, and of what is unknown nothing but its id in the log. */
export function graphqlError(error: unknown, requestId: string): GraphQLError {
  const { message, code, ...more } = flatOf(apiRefusal(error, requestId));
  return new GraphQLError(message, { extensions: { code, ...more } });
}

/** What comes from the language itself, before any resolver; it may repeat what was sent, and that may be a secret. */
export function masked(error: unknown): Error {
  if (!isOfLanguage(error)) return graphqlError(error, '');
  const { code } = error.extensions;
  if (typeof code === 'string' && !ofLibrary.test(code)) return error;
  const { nodes, source, positions, path } = error;
  return new GraphQLError(withoutValues(error.message), {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    // Without a path nothing has been looked up yet: what was sent is no query that could be.
    extensions: { code: 'INPUT_INVALID', ...(!path && { http: { status: 400 } }) },
  });
}

/** The codes that are not ours. */
const ofLibrary = /^(?:GRAPHQL_\w+|BAD_REQUEST|OPERATION_RESOLUTION_FAILURE)$/;

/** By its name: the library may be there twice. One that wraps something else is that. */
const isOfLanguage = (error: unknown): error is GraphQLError =>
  error instanceof Error &&
  error.name === 'GraphQLError' &&
  (!('originalError' in error) || error.originalError == null || isOfLanguage(error.originalError));

/** Where messages of the language begin to repeat a value. */
const repeats = / got invalid value .*|, found .*| cannot represent .*/s;

function withoutValues(message: string): string {
  if (message.includes('Parsing aborted')) return `The query has more than ${tokensMax} tokens.`;
  return message.startsWith('Syntax Error')
    ? 'The query cannot be read.'
    : message.replace(repeats, ' is not of its type.');
}

/** Before there is a query: no key, a body that is no query. */
export const refused: ErrorHandler<ApiEnv> = (error, c) => {
  const { requestId } = c.var;
  const refusal = apiRefusal(error, requestId);
  if (refusal.retryAfterSeconds !== null) c.header('Retry-After', String(refusal.retryAfterSeconds));
  const { message, ...extensions } = flatOf(refusal);
  return c.json({ errors: [{ message, extensions }] }, refusal.status);
};
