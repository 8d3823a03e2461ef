import type { Tx } from '#db/client.ts';
import { verifications, type AuthType, type Settings } from '#db/schema/credentials.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { systemClock } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { newId } from '#lib/ids.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { verify, type Verification } from '#lib/verify/verify.ts';

export type { Verification };

export interface Proof {
  readonly component: string;
  readonly authType: AuthType;
  readonly settings: Settings;
  readonly secret: Readonly<Record<string, string>>;
  readonly audience: readonly string[];
}

/** One dry run. It leaves this machine, so it never runs inside a transaction. */
export async function prove(ctx: WorkspaceCtx, proof: Proof): Promise<Verification> {
  const allow = env.outboundAllow;
  const component = getComponent(proof.component);
  return verify(
    { ...proof, component },
    {
      owner: ctx.tenantId,
      outbound: createOutbound({ allow }),
      allow,
      environment: env.inherited,
      clock: systemClock,
    },
  );
}

/** Writes the outcome of a dry run beside the credential it was made with. */
export async function insertVerification(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  of: { credentialId: string; version: number },
  result: Verification,
): Promise<void> {
  await tx.insert(verifications).values({
    tenantId: ctx.tenantId,
    workspaceId: ctx.workspaceId,
    credentialId: of.credentialId,
    id: newId('ver', now),
    at: now,
    version: of.version,
    outcome: result.outcome,
    code: result.code,
    message: result.message,
    durationMs: Math.round(result.durationMs),
    actorLabel: ctx.actor.label,
  });
}
