import { createAuthentication, deleteAuthentication } from '#lib/authentications/commands.ts';
import { listAuthentications } from '#lib/authentications/queries.ts';
import { authenticationPageMax, type AuthenticationDto, type VerifyWhen } from '#lib/authentications/schema.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { createConsumer, deleteConsumer, updateConsumer } from '#lib/consumers/commands.ts';
import { findConsumer, getConsumer, listConsumers } from '#lib/consumers/queries.ts';
import { consumerPageSize, type ConsumerDto } from '#lib/consumers/schema.ts';
import { authorise } from '#lib/ctx.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { requireEnvironment } from '#lib/environments/queries.ts';
import { serviceVersion } from '#lib/environments/schema.ts';
import type { KeyCtx } from '#lib/gate/key.ts';
import { iconAddressOf } from '#lib/pictures/queries.ts';
import { createUserToken } from '#lib/user-tokens/commands.ts';
import { graphqlError } from './errors.ts';
import * as read from './input.ts';

/** What every resolver is given beside its arguments. */
export interface GraphqlContext {
  readonly ctx: KeyCtx;
  readonly requestId: string;
  /** What the header `Verify` asks for. It is read where something is stored: a query has nothing to do with it. */
  readonly verify: () => VerifyWhen;
}

type Resolver = (parent: unknown, given: unknown, context: GraphqlContext) => unknown;
type Resolvers = Readonly<Record<string, Resolver>>;

/** Theirs: a master token. */
function asKey({ ctx }: GraphqlContext): KeyCtx {
  if (ctx.key.kind === 'key') return ctx;
  throw new AppError('FORBIDDEN', 'This needs a key; a user token is for what is one user’s.');
}

function asUser({ ctx }: GraphqlContext): KeyCtx {
  if (ctx.key.kind === 'user') return ctx;
  throw new AppError('FORBIDDEN', 'This needs a user token: ask authorize for one.');
}

const queries: Resolvers = {
  viewer: () => ({}),
  users: (_parent, given, context) => listUsers(asKey(context), given),
};

const viewer: Resolvers = {
  authentications: (_parent, given, { ctx }) => viewerAuthentications(ctx, given),
};

async function viewerAuthentications(ctx: KeyCtx, given: unknown) {
  const { first, after } = read.readArguments(read.authenticationsArguments, given);
  const page = await listAuthentications(ctx, { after: after || null, limit: first ?? authenticationPageMax });
  const edges = page.rows.map((one) => ({ node: authenticationNode(one), cursor: one.id }));
  return connection(edges, page.hasNext, after);
}

async function listUsers(ctx: KeyCtx, given: unknown) {
  const { criteria, first, after } = read.readArguments(read.usersArguments, given);
  const page =
    criteria?.userId || criteria?.externalUserId
      ? { rows: await oneUser(ctx, criteria), next: null }
      : await listConsumers(ctx, { q: criteria?.name, after, limit: first ?? consumerPageSize });
  const edges = page.rows.map((one) => ({ node: userNode(one), cursor: `${one.createdAt}.${one.id}` }));
  return connection(edges, page.next !== null, after);
}

interface Criteria {
  readonly userId?: string | null | undefined;
  readonly externalUserId?: string | null | undefined;
}

/** Nobody of that id is an empty list here, not a mistake. */
async function oneUser(ctx: KeyCtx, { userId, externalUserId }: Criteria): Promise<ConsumerDto[]> {
  authorise(ctx, 'consumer.read');
  const id = userId ?? (await findConsumer(ctx, externalUserId ?? ''))?.id;
  if (id === undefined) return [];
  const user = await getConsumer(ctx, id).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND')) return null;
    throw error;
  });
  return user && (!externalUserId || user.externalId === externalUserId) ? [user] : [];
}

function connection<E extends { readonly cursor: string }>(
  edges: readonly E[],
  hasNextPage: boolean,
  after: string | null | undefined,
) {
  const [startCursor, endCursor] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
  return { edges, pageInfo: { hasNextPage, endCursor, hasPreviousPage: Boolean(after), startCursor } };
}

const userNode = ({ id, name, externalId, isTest }: ConsumerDto) => ({
  id,
  name,
  externalUserId: externalId,
  isTestUser: isTest,
});

const authenticationNode = (one: AuthenticationDto) => ({
  id: one.id,
  name: one.name,
  customFields: one.userData,
  scopes: one.scopes,
  service: {
    id: one.component,
    name: one.component,
    icon: iconAddressOf(one.component),
    title: findComponent(one.component)?.name ?? one.component,
    version: serviceVersion,
  },
  serviceEnvironment: { id: one.environmentId, title: one.environmentTitle },
});

const mutations: Resolvers = {
  createExternalUser: async (_parent, given, context) => {
    const { input } = read.readArguments(read.createUserArguments, given);
    const { externalUserId, name, isTestUser, clientMutationId } = input;
    const user = { externalId: externalUserId, name, metadata: {}, isTest: isTestUser ?? false };
    const { id } = await createConsumer(asKey(context), user);
    return { userId: id, clientMutationId };
  },
  updateExternalUser: async (_parent, given, context) => {
    const { userId, name, clientMutationId } = read.readArguments(read.updateUserArguments, given).input;
    const { id } = await updateConsumer(asKey(context), { id: userId, name: name ?? undefined });
    return { userId: id, clientMutationId };
  },
  removeExternalUser: async (_parent, given, context) => {
    const { userId, clientMutationId } = read.readArguments(read.userArguments, given).input;
    await deleteConsumer(asKey(context), userId);
    return { clientMutationId };
  },
  authorize: async (_parent, given, context) => {
    const { userId, clientMutationId } = read.readArguments(read.userArguments, given).input;
    const { token } = await createUserToken(asKey(context), userId);
    return { accessToken: token, clientMutationId };
  },
  createUserAuthentication: async (_parent, given, context) => {
    const { input } = read.readArguments(read.createAuthenticationArguments, given);
    const { name, serviceId, serviceEnvironmentId, data, scopes, clientMutationId } = input;
    const ctx = asUser(context);
    authorise(ctx, 'credential.create');
    const { component } = await requireEnvironment(ctx, serviceEnvironmentId);
    if (component.id !== serviceId)
      throw new AppError('INPUT_INVALID', "This environment is of another service at 'input.serviceId'");
    const values = { userData: {}, credentials: read.readData(data), scopes: scopes ?? [] };
    const authenticationId = await createAuthentication(
      ctx,
      { name, serviceEnvironmentId, ...values },
      context.verify(),
    );
    return { authenticationId, clientMutationId };
  },
  removeAuthentication: async (_parent, given, { ctx }) => {
    const { authenticationId, clientMutationId } = read.readArguments(read.removeAuthenticationArguments, given).input;
    await deleteAuthentication(ctx, authenticationId);
    return { clientMutationId };
  },
};

/** What they throw is written by one table, with the id the request has in the log. */
const told = (resolvers: Resolvers): Resolvers =>
  Object.fromEntries(
    Object.entries(resolvers).map(([name, resolve]) => {
      const resolver: Resolver = async (parent, given, context) => {
        try {
          return await resolve(parent, given, context);
        } catch (error) {
          throw graphqlError(error, context.requestId);
        }
      };
      return [name, resolver];
    }),
  );

export const resolvers = { Query: told(queries), Viewer: told(viewer), Mutation: told(mutations) };
