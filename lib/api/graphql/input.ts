import { z } from 'zod';
import { authenticationPageMax, newAuthentication } from '#lib/authentications/schema.ts';
import { consumerChange, consumerPageMax, newConsumer } from '#lib/consumers/schema.ts';
import { AppError } from '#lib/errors.ts';

const id = z.string().max(60);
const clientMutationId = z.string().max(1_000).nullish();
const input = <S extends z.ZodRawShape>(shape: S) => z.object({ input: z.object({ ...shape, clientMutationId }) });

const { externalId, name: userName } = newConsumer.shape;
const first = (max: number) => z.int().min(1, 'At least 1').max(max, `At most ${max}`).nullish();
const after = z.string().max(100).nullish();

export const authenticationsArguments = z.object({
  first: first(authenticationPageMax),
  after: z
    .string()
    .regex(/^(?:crd_\w{1,40})?$/, 'Not the cursor of a page')
    .nullish(),
});
export const usersArguments = z.object({
  criteria: z
    .object({ userId: id.nullish(), externalUserId: z.string().nullish(), name: userName.nullish() })
    .nullish(),
  first: first(consumerPageMax),
  after,
});
export const createUserArguments = input({
  name: userName,
  externalUserId: externalId,
  isTestUser: z.boolean().nullish(),
});
export const updateUserArguments = input({ userId: id, name: consumerChange.shape.name.nullish() });
export const userArguments = input({ userId: id });
export const createAuthenticationArguments = input({
  name: newAuthentication.shape.name,
  serviceId: id,
  serviceEnvironmentId: newAuthentication.shape.serviceEnvironmentId,
  data: z.string(),
  scopes: newAuthentication.shape.scopes.nullish(),
});
export const removeAuthenticationArguments = input({ authenticationId: id });

/** Arguments as a schema has them; GraphQL has seen to their kinds alone. */
export function readArguments<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError('INPUT_INVALID', `${issue?.message ?? 'It does not fit'} at '${issue?.path.join('.') ?? ''}'`);
}

/** What a client has packed into text. */
export function readData(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told like any other text that is no object.
  }
  throw new AppError('INPUT_INVALID', "A JSON object is needed at 'input.data'");
}
