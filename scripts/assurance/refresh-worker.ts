/**
 * What a program does with tokens, one order a line: many callers that need one at the same time, the job, and what the
 * job does about programs that are gone. Answers are lines as well.
 */
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { mintCtx, type CtxFields, type WorkspaceCtx } from '#lib/ctx.ts';
import type { AuthType } from '#db/schema/credentials.ts';
import { isAppError } from '#lib/errors.ts';
import { openFresh } from '#lib/grants/commands.ts';
import { runRefreshes, settleLeft } from '#lib/jobs/refreshes.ts';

type Fields = CtxFields & Pick<WorkspaceCtx, 'workspaceId' | 'workspaceSlug'>;

interface Base {
  readonly n: number;
  readonly ctx: Fields;
}

export type Order =
  | (Base & { readonly do: 'open'; readonly id: string; readonly callers: number })
  | (Base & { readonly do: 'job' })
  | (Base & { readonly do: 'settle' });

export interface Answer {
  readonly n: number;
  /** Different access tokens that were handed out, and codes of errors. */
  readonly tokens: readonly string[];
  readonly errors: readonly string[];
}

const none = { tokens: [], errors: [] };
const row = { name: 'Orders', version: 1, authType: 'oauth2' satisfies AuthType } as const;

async function opened({ ctx: fields, id, callers }: Extract<Order, { do: 'open' }>): Promise<Omit<Answer, 'n'>> {
  const ctx = mintCtx(fields);
  const all = await Promise.allSettled(Array.from({ length: callers }, () => openFresh(ctx, { id, ...row })));
  const tokens = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value.secret['accessToken'] ?? ''] : []));
  const errors = all.flatMap((one) => (one.status === 'rejected' ? [codeOf(one.reason)] : []));
  return { tokens: [...new Set(tokens)], errors: [...new Set(errors)] };
}

const codeOf = (error: unknown): string => (isAppError(error) ? error.code : String(error));

async function carryOut(order: Order): Promise<Omit<Answer, 'n'>> {
  if (order.do === 'open') return opened(order);
  if (order.do === 'settle') await settleLeft();
  else void runRefreshes(new AbortController().signal);
  return none;
}

// For those that come after it: a program that is killed would not write it.
flushCompileCache();
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order;
  void carryOut(order).then((answer) => process.stdout.write(`${JSON.stringify({ n: order.n, ...answer })}\n`));
}
process.exit(0);
