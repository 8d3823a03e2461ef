import { parse } from 'graphql';
import { createSchema, createYoga, type Plugin } from 'graphql-yoga';
import { Hono } from 'hono';
import { AppError } from '#lib/errors.ts';
import { verifyOf } from '../core/wire.ts';
import { bodyUpTo, keyed, type ApiEnv } from '../request.ts';
import { masked, refused } from './errors.ts';
import { sizeRule, tokensMax } from './limits.ts';
import { resolvers, type GraphqlContext } from './resolvers.ts';
import { typeDefs } from './schema.ts';

const bodyBytesMax = 256 * 1_024;

/** Before anything is looked up: how long a document may be, and how much it may ask for. */
const limits: Plugin = {
  onParse: ({ setParseFn }) => setParseFn((source, options) => parse(source, { ...options, maxTokens: tokensMax })),
  onValidate: ({ addValidationRule }) => {
    addValidationRule(sizeRule);
    return ({ valid, result, setResult }) => {
      if (!valid) setResult(result.map(masked));
    };
  },
};

const yoga = createYoga<GraphqlContext>({
  schema: createSchema<GraphqlContext>({ typeDefs, resolvers }),
  plugins: [limits],
  // Documents may have a secret written into them: none is kept.
  parserAndValidationCache: false,
  maskedErrors: { maskError: masked },
  batching: false,
  multipart: false,
  cors: false,
  graphiql: false,
  landingPage: false,
  logging: false,
});

/** Users and their authentications over GraphQL, as clients of Tray know it. */
export function graphqlApi(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(keyed);
  app.use(bodyUpTo(bodyBytesMax));
  app.post('/', async (c) => {
    if (!/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
      throw new AppError('MEDIA_TYPE_REFUSED', 'Send a query as application/json.');
    const { ctx, requestId } = c.var;
    return yoga.fetch(c.req.raw, { ctx, requestId, verify: () => verifyOf(c) });
  });
  app.all('*', () => {
    throw new AppError('METHOD_NOT_ALLOWED', 'Queries are sent with POST.');
  });
  app.onError(refused);
  return app;
}
