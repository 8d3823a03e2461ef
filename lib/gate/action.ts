import { headers } from 'next/headers';
import type { z } from 'zod';
import type { Permission } from '#lib/access.ts';
import type { UserCtx, WorkspaceCtx } from '#lib/ctx.ts';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { requireOwnOrigin } from './origin.ts';
import { outcomeOf, parseInput } from './outcome.ts';
import { factsOf, type RequestFacts } from './request.ts';
import { requireCaller, requireEntry } from './session.ts';

/** Who calls when nobody is signed in. */
export interface Visitor {
  readonly requestId: string;
  readonly address: string;
}

/**
 * Every server action is an endpoint anybody can POST to, with any arguments. All of them are made here, so all of them
 * check in one order: origin, session, workspace, permission, input. Nothing is thrown to Next.
 */
export function action<S extends z.ZodType, T>(
  spec: { readonly input: S; readonly permission: Permission },
  run: (ctx: WorkspaceCtx, input: z.output<S>) => Promise<T>,
): (scope: Scope, input: z.input<S>) => Promise<ActionResult<T>> {
  return (scope: unknown, input: unknown) =>
    answer(async (facts) => {
      const ctx = await requireEntry(facts, part(scope, 'tenant'), part(scope, 'workspace'), spec.permission);
      return run(ctx, parseInput(spec.input, input));
    });
}

/** For what a signed-in person does before a tenant is chosen. */
export function userAction<S extends z.ZodType, T>(
  spec: { readonly input: S },
  run: (user: UserCtx, input: z.output<S>) => Promise<T>,
): (input: z.input<S>) => Promise<ActionResult<T>> {
  return (input: unknown) => answer(async (facts) => run(await requireCaller(facts), parseInput(spec.input, input)));
}

/** For whoever holds a one-time link: the first run, an invitation. What it may do, its own token decides. */
export function publicAction<S extends z.ZodType, T>(
  spec: { readonly input: S },
  run: (visitor: Visitor, input: z.output<S>) => Promise<T>,
): (input: z.input<S>) => Promise<ActionResult<T>> {
  return (input: unknown) => answer((facts) => run(facts, parseInput(spec.input, input)));
}

async function answer<T>(run: (facts: RequestFacts) => Promise<T>): Promise<ActionResult<T>> {
  const facts = factsOf(await headers());
  return outcomeOf(facts.requestId, async () => {
    requireOwnOrigin(facts.headers);
    return run(facts);
  });
}

/** Arguments are untrusted: what is not an object with that key has no such part. */
function part(scope: unknown, key: keyof Scope): unknown {
  return typeof scope === 'object' && scope !== null && Object.hasOwn(scope, key) ? Reflect.get(scope, key) : undefined;
}
