import { and, eq, inArray, sql } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { deliveries } from '#db/schema/webhooks.ts';
import { recorder } from '#lib/audit/commands.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { targetOfEndpoint } from '#lib/webhooks/model.ts';
import { requireEndpoint } from '#lib/webhooks/queries.ts';
import { ofEndpoint } from './queries.ts';

/** Sends one again that was given up, or that had arrived: with the same id, and the whole schedule before it. */
export async function replayDelivery(ctx: WorkspaceCtx, id: string): Promise<void> {
  authorise(ctx, 'webhook.update');
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    const [row] = await tx
      .update(deliveries)
      .set(dueAgain(now))
      .where(and(ofWorkspace(ctx), eq(deliveries.id, id), inArray(deliveries.state, ['dead', 'delivered'])))
      .returning({ endpointId: deliveries.endpointId, eventId: deliveries.eventId, type: deliveries.type });
    if (!row) throw await waitingOrGone(tx, ctx, id);
    const endpoint = await requireEnabled(tx, ctx, row.endpointId);
    await record(tx, now, {
      action: 'webhook.replayed',
      ...targetOfEndpoint(endpoint),
      detail: { event: row.eventId, type: row.type },
    });
  });
}

/** So many in one transaction: others wait meanwhile. */
const replayedAtOnce = 200;

/** Sends again all that was given up at an endpoint. Answers how many. */
export async function replayDead(ctx: WorkspaceCtx, endpointId: string): Promise<number> {
  authorise(ctx, 'webhook.update');
  const record = await recorder(ctx);
  const dead = and(ofEndpoint(ctx, endpointId), eq(deliveries.state, 'dead'));
  const count = await transact(async (tx, now) => {
    const endpoint = await requireEnabled(tx, ctx, endpointId);
    const all = await tx.$count(deliveries, dead);
    if (all > 0)
      await record(tx, now, { action: 'webhook.replayed', ...targetOfEndpoint(endpoint), detail: { count: all } });
    return all;
  });
  for (let replayed = 0; replayed < count;) {
    const portion = await transact(async (tx, now) => {
      const rows = await tx.select({ id: deliveries.id }).from(deliveries).where(dead).limit(replayedAtOnce);
      const ids = rows.map((row) => row.id);
      if (ids.length > 0)
        await tx
          .update(deliveries)
          .set(dueAgain(now))
          .where(and(ofWorkspace(ctx), inList(deliveries.id, ids)));
      return ids.length;
    });
    if (portion === 0) break;
    replayed += portion;
  }
  return count;
}

const ofWorkspace = (ctx: WorkspaceCtx) =>
  and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.workspaceId, ctx.workspaceId));

const dueAgain = (now: number) => ({
  state: 'due' as const,
  nextAttemptAt: now,
  leasedUntil: null,
  deliveredAt: null,
  replayedAfter: sql<number>`${deliveries.attempts}`,
});

async function requireEnabled(tx: Tx, ctx: WorkspaceCtx, endpointId: string) {
  const endpoint = await requireEndpoint(ctx, endpointId, tx);
  if (endpoint.disabledAt === null) return endpoint;
  throw new AppError('STATE_INVALID', 'This webhook is switched off. Switch it on first.');
}

async function waitingOrGone(tx: Tx, ctx: WorkspaceCtx, id: string): Promise<AppError> {
  const [row] = await tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(ofWorkspace(ctx), eq(deliveries.id, id)));
  return row ? new AppError('STATE_INVALID', 'It is on its way already.') : notFound('This delivery');
}
