import { and, eq, sql } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { recorder } from '#lib/audit/commands.ts';
import { targetOf } from '#lib/credentials/model.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';

export async function setEnvironment(ctx: WorkspaceCtx, ids: readonly string[], environment: string): Promise<number> {
  authorise(ctx, 'credential.update');
  return changeEach(
    ctx,
    ids,
    'credential.updated',
    (now) => ({ environment, updatedAt: now, revision: sql<number>`${credentials.revision} + 1` }),
    { environment },
  );
}

type Change = Parameters<ReturnType<Tx['update']>['set']>[0];

/** One change to several credentials, all of them or none. */
export async function changeEach(
  ctx: WorkspaceCtx,
  ids: readonly string[],
  action: string,
  change: (now: number) => Change,
  detail: Readonly<Record<string, string>> = {},
): Promise<number> {
  const record = await recorder(ctx);
  return transact(async (tx, now) => {
    let changed = 0;
    for (const id of new Set(ids)) {
      const [row] = await tx
        .update(credentials)
        .set(change(now))
        .where(and(ofWorkspace(ctx), live, eq(credentials.id, id)))
        .returning({ id: credentials.id, name: credentials.name });
      if (!row) throw notFound('This credential');
      await record(tx, now, { action, ...targetOf(row), detail });
      changed += 1;
    }
    return changed;
  });
}
