import { transact } from '#db/client.ts';
import { recorder } from '#lib/audit/commands.ts';
import { secondMs } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { testType } from '#lib/events/schema.ts';
import { newId } from '#lib/ids.ts';
import { createOutbound, type Outbound } from '#lib/outbound/connector.ts';
import { audienceOf } from '#lib/outbound/target.ts';
import { disable } from '#lib/webhooks/commands.ts';
import { targetOfEndpoint, type EndpointRow } from '#lib/webhooks/model.ts';
import { openSecrets, requireEndpoint } from '#lib/webhooks/queries.ts';
import { failureOf, outcomeOf, wireMessage, type Message, type Outcome } from './model.ts';
import type { TestDto } from './schema.ts';

/** From the first byte to the last. */
const timeoutMs = 20 * secondMs;

/** What a receiver answers is thrown away; more than this is no answer. */
const answerBytesMax = 1_048_576;

type Addressed = Pick<
  EndpointRow,
  'tenantId' | 'workspaceId' | 'id' | 'url' | 'form' | 'secret' | 'secretVersion' | 'formerSecret' | 'formerUntil'
>;

export interface Try {
  readonly message: Message;
  readonly endpoint: Addressed;
  /** 1, 2, … */
  readonly attempt: number;
}

/**
 * One try, now: signed, sent to the endpoint's own origin alone, no redirect followed. Whatever it meets is an outcome;
 * it never throws.
 */
export async function sendMessage({ message, endpoint, attempt }: Try, now: number): Promise<Outcome> {
  const startedAt = performance.now();
  try {
    const secrets = await openSecrets(endpoint, now);
    const { headers, body } = wireMessage(message, { form: endpoint.form, secrets, sentAt: now, attempt });
    const answer = await outbound().fetch({
      method: 'POST',
      url: endpoint.url,
      headers,
      body,
      audience: [audienceOf(endpoint.url)],
      timeoutMs,
      headerTimeoutMs: timeoutMs,
      bodyBytesMax: answerBytesMax,
      followRedirects: 0,
    });
    const durationMs = performance.now() - startedAt;
    return outcomeOf({ status: answer.status, retryAfter: answer.headers['retry-after'], durationMs, now });
  } catch (error) {
    return failureOf(error, performance.now() - startedAt);
  }
}

const outbound = (): Outbound => createOutbound({ allow: env.outboundAllow });

/** A message about nothing, sent now: whether it arrives, and what is answered. Also where deliveries are switched off. */
export async function sendTest(ctx: WorkspaceCtx, id: string): Promise<TestDto> {
  authorise(ctx, 'webhook.update');
  const endpoint = await requireEndpoint(ctx, id);
  const record = await recorder(ctx);
  const now = await transact(async (_tx, at) => at);
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
  const message = { ...place, id: newId('evt', now), type: testType, at: now, payload: null };
  const { status, code, message: why, durationMs } = await sendMessage({ message, endpoint, attempt: 1 }, now);
  await transact(async (tx, at) => {
    await requireEndpoint(ctx, id, tx);
    await record(tx, at, { action: 'webhook.tested', ...targetOfEndpoint(endpoint), detail: { code } });
  });
  return { isDelivered: code === 'delivered', status, code, message: why, durationMs: Math.round(durationMs) };
}

/** An address that other software gave is sent a message first. Where that does not arrive, it is sent nothing more. */
export async function proveEndpoint(ctx: WorkspaceCtx, id: string): Promise<void> {
  const { isDelivered } = await sendTest(ctx, id);
  if (!isDelivered) await disable(ctx, id, 'unproven');
}
