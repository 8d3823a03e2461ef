import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { deliveries, webhookEndpoints } from '#db/schema/webhooks.ts';
import { recorder, type AuditScope, type Recorder } from '#lib/audit/commands.ts';
import { hourMs } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { AppError, isAppError, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { audienceEntry, type Target } from '#lib/outbound/target.ts';
import { seal } from '#lib/vault/seal.ts';
import { newSecret, readAddress, refusedAddress, secretBinding, targetOfEndpoint } from './model.ts';
import { ofEndpoint, requireEndpoint } from './queries.ts';
import {
  endpointsMax,
  rotationHours,
  type DisabledBecause,
  type EndpointChange,
  type NewEndpoint,
  type SecretDto,
} from './schema.ts';

/** Keeps an address that may be called, and answers its signing secret: it is not shown again. */
export async function createEndpoint(ctx: WorkspaceCtx, input: NewEndpoint): Promise<SecretDto> {
  authorise(ctx, 'webhook.update');
  const { url, target } = readAddress(input.url);
  await refuseUnreachable(target);
  const id = newId('whk');
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, id };
  const secret = newSecret();
  const sealed = await sealSecret(place, 1, secret);
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    await refuseTooMany(tx, ctx);
    await tx.insert(webhookEndpoints).values({
      ...place,
      url,
      description: input.description,
      form: input.form,
      types: [...input.types],
      secret: sealed,
      secretVersion: 1,
      createdAt: now,
      createdBy: ctx.actor.label,
      updatedAt: now,
      revision: 1,
    });
    await record(tx, now, {
      action: 'webhook.created',
      ...targetOfEndpoint({ id, url }),
      detail: { form: input.form, types: input.types.join(' ') },
    });
  });
  return { id, secret, formerUntil: null };
}

/**
 * A new address has its time of failing before it; the secret stays. With `on` it is switched in the same go.
 * @throws AppError CHANGED_MEANWHILE: nothing of it was done
 */
export async function updateEndpoint(
  ctx: WorkspaceCtx,
  input: EndpointChange & { readonly on?: boolean | undefined },
): Promise<void> {
  authorise(ctx, 'webhook.update');
  const { url, target } = readAddress(input.url);
  const before = await requireEndpoint(ctx, input.id);
  if (url !== before.url) await refuseUnreachable(target);
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    const changed = await tx
      .update(webhookEndpoints)
      .set({
        url,
        description: input.description,
        types: [...input.types],
        updatedAt: now,
        revision: input.revision + 1,
        ...(url === before.url ? {} : { failingSince: null, pausedUntil: null }),
      })
      .where(and(ofEndpoint(ctx, input.id), eq(webhookEndpoints.revision, input.revision)))
      .returning({ id: webhookEndpoints.id });
    if (changed.length === 0) throw await changedOrGone(tx, ctx, input.id);
    await record(tx, now, {
      action: 'webhook.updated',
      ...targetOfEndpoint({ id: input.id, url }),
      detail: { types: input.types.join(' ') },
    });
    if (input.on === true) await switchOn(tx, ctx, now, input.id, record);
    if (input.on === false) await switchOff(tx, ctx, now, input.id, 'person', record);
  });
}

/** Another secret. In the standard form the former one signs too for a day. */
export async function rotateSecret(ctx: WorkspaceCtx, id: string): Promise<SecretDto> {
  authorise(ctx, 'webhook.update');
  const before = await requireEndpoint(ctx, id);
  const secret = newSecret();
  const secretVersion = before.secretVersion + 1;
  const sealed = await sealSecret(before, secretVersion, secret);
  const record = await recorder(ctx);
  return transact(async (tx, now) => {
    const former =
      before.form === 'standard'
        ? { formerSecret: before.secret, formerUntil: now + rotationHours * hourMs }
        : { formerSecret: null, formerUntil: null };
    const changed = await tx
      .update(webhookEndpoints)
      .set({ secret: sealed, secretVersion, ...former, updatedAt: now, revision: before.revision + 1 })
      .where(and(ofEndpoint(ctx, id), eq(webhookEndpoints.revision, before.revision)))
      .returning({ id: webhookEndpoints.id });
    if (changed.length === 0) throw await changedOrGone(tx, ctx, id);
    await record(tx, now, { action: 'webhook.secret_rotated', ...targetOfEndpoint(before) });
    return { id, secret, formerUntil: former.formerUntil };
  });
}

/**
 * Switched on again it has what was waiting sent, and its time of failing before it.
 * @throws AppError CHANGED_MEANWHILE where a revision is named and it is another by now
 */
export async function setEnabled(
  ctx: WorkspaceCtx,
  { id, on, revision = null }: { id: string; on: boolean; revision?: number | null },
): Promise<void> {
  authorise(ctx, 'webhook.update');
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    const row = await requireEndpoint(ctx, id, tx);
    if (revision !== null && revision !== row.revision) throw changedMeanwhile();
    await (on ? switchOn(tx, ctx, now, id, record) : switchOff(tx, ctx, now, id, 'person', record));
  });
}

async function switchOn(tx: Tx, ctx: WorkspaceCtx, now: number, id: string, record: Recorder): Promise<void> {
  const [row] = await tx
    .update(webhookEndpoints)
    .set({ disabledAt: null, disabledBecause: null, failingSince: null, pausedUntil: null, ...touched(now) })
    .where(and(ofEndpoint(ctx, id), isNotNull(webhookEndpoints.disabledAt)))
    .returning({ id: webhookEndpoints.id, url: webhookEndpoints.url });
  if (row) await record(tx, now, { action: 'webhook.enabled', ...targetOfEndpoint(row) });
}

interface EndpointScope extends AuditScope {
  readonly workspaceId: string;
}

async function switchOff(
  tx: Tx,
  scope: EndpointScope,
  now: number,
  id: string,
  because: DisabledBecause,
  record: Recorder,
): Promise<boolean> {
  const [row] = await tx
    .update(webhookEndpoints)
    .set({ disabledAt: now, disabledBecause: because, ...touched(now) })
    .where(and(ofEndpoint(scope, id), isNull(webhookEndpoints.disabledAt)))
    .returning({ id: webhookEndpoints.id, url: webhookEndpoints.url });
  if (!row) return false;
  await record(tx, now, { action: 'webhook.disabled', ...targetOfEndpoint(row), detail: { because } });
  return true;
}

/** Part of a command, or of a job: nothing is sent there any more. False where that was so, or it is not here. */
export async function disable(scope: EndpointScope, id: string, because: DisabledBecause): Promise<boolean> {
  const record = await recorder(scope);
  return transact((tx, now) => switchOff(tx, scope, now, id, because, record));
}

/** So many deliveries go at once: others wait meanwhile. */
const removedAtOnce = 200;

/** With its log, and with what was waiting for it. */
export async function deleteEndpoint(ctx: WorkspaceCtx, id: string): Promise<void> {
  authorise(ctx, 'webhook.update');
  await setEnabled(ctx, { id, on: false });
  const record = await recorder(ctx);
  while ((await transact((tx) => removeDeliveries(tx, ctx, id))) === removedAtOnce);
  await transact(async (tx, now) => {
    const [row] = await tx
      .delete(webhookEndpoints)
      .where(ofEndpoint(ctx, id))
      .returning({ id: webhookEndpoints.id, url: webhookEndpoints.url });
    if (!row) throw notFound('This webhook');
    await record(tx, now, { action: 'webhook.deleted', ...targetOfEndpoint(row) });
  });
}

async function removeDeliveries(tx: Tx, ctx: WorkspaceCtx, endpointId: string): Promise<number> {
  const here = and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.workspaceId, ctx.workspaceId));
  const rows = await tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(here, eq(deliveries.endpointId, endpointId)))
    .limit(removedAtOnce);
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) await tx.delete(deliveries).where(and(here, inList(deliveries.id, ids)));
  return ids.length;
}

const touched = (now: number) => ({ updatedAt: now, revision: sql<number>`${webhookEndpoints.revision} + 1` });

async function sealSecret(place: { tenantId: string; workspaceId: string; id: string }, version: number, text: string) {
  return seal(await keyring(), secretBinding(place, version), Buffer.from(text));
}

const reachMs = 3_000;

/**
 * What could never be delivered is refused where it is typed: an address that is not public and that no line of the
 * operator allows, http where no line names it. That nothing answers there yet is no reason.
 */
async function refuseUnreachable(target: Target): Promise<void> {
  try {
    const outbound = createOutbound({ allow: env.outboundAllow });
    const socket = await outbound.connect(target, { audience: [audienceEntry(target)], timeoutMs: reachMs });
    socket.destroy();
  } catch (error) {
    if (['OUT-101', 'OUT-103'].some((code) => isAppError(error) && error.code === code)) throw refusedAddress(error);
  }
}

async function refuseTooMany(tx: Tx, ctx: WorkspaceCtx): Promise<void> {
  const own = and(eq(webhookEndpoints.tenantId, ctx.tenantId), eq(webhookEndpoints.workspaceId, ctx.workspaceId));
  if ((await tx.$count(webhookEndpoints, own)) < endpointsMax) return;
  throw new AppError('STATE_INVALID', `A workspace has at most ${endpointsMax} webhooks. Delete one first.`);
}

async function changedOrGone(tx: Tx, ctx: WorkspaceCtx, id: string): Promise<AppError> {
  await requireEndpoint(ctx, id, tx);
  return changedMeanwhile();
}

const changedMeanwhile = (): AppError =>
  new AppError('CHANGED_MEANWHILE', 'Somebody changed this webhook meanwhile. Nothing was saved. Look at it first.');
