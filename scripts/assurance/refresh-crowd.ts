/** R7: a provider in trouble, and very many tokens of one provider that end in the same minute. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { and, count, eq, gt } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { grants } from '#db/schema/oauth.ts';
import { minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, connect, startProvider } from '#lib/grants/testing.ts';
import { RefreshProgram } from './refresh-program.ts';

export interface CrowdInput {
  readonly credentials: number;
  readonly programs?: number;
  readonly delayMs?: number;
  readonly report?: (line: string) => void;
}

export interface Crowd {
  readonly credentials: number;
  readonly seconds: number;
  readonly inFlightMax: number;
}

const inFlightMax = 8;
const lookMs = 250;

/** Programs refresh all of them, each once, eight at a time: never more, whoever asks. */
export async function refreshCrowd({ credentials, programs: n = 2, delayMs = 5, report }: CrowdInput): Promise<Crowd> {
  const provider = await startProvider({ delayMs });
  const ctx = await testWorkspace();
  await addApp(ctx, provider);
  for (let made = 0; made < credentials; made += 1) await connect(ctx, provider, await provider.newGrant());
  const programs = Array.from({ length: n }, () => new RefreshProgram());
  try {
    await endSoon(ctx);
    await Promise.all(programs.map((program) => program.ready));
    const startedAt = performance.now();
    for (const program of programs) void program.ask(ctx, { do: 'job' });
    for (let done = 0; done < credentials; done = await countDone(ctx)) {
      report?.(`${done} of ${credentials}`);
      await pause(lookMs);
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    const { tokenRequests, usesMax, inFlightAllMax, deadGrants } = provider.traffic;
    assert.deepEqual([tokenRequests, usesMax, deadGrants], [credentials, 1, []]);
    assert.ok(inFlightAllMax <= inFlightMax, `${inFlightAllMax} at once`);
    return { credentials, seconds: Number(seconds.toFixed(1)), inFlightMax: inFlightAllMax };
  } finally {
    await Promise.all(programs.map((program) => program.kill()));
    await provider.stop();
  }
}

/** Spread over a minute that is over. */
const endSoon = (ctx: WorkspaceCtx): Promise<void> =>
  transact(async (tx, now) => {
    const times = { refreshDueAt: now - minuteMs, accessExpiresAt: now + minuteMs };
    await tx.update(grants).set(times).where(eq(grants.tenantId, ctx.tenantId));
  });

async function countDone(ctx: WorkspaceCtx): Promise<number> {
  const [row] = await read()
    .select({ n: count() })
    .from(grants)
    .where(and(eq(grants.tenantId, ctx.tenantId), gt(grants.generation, 1)));
  return row?.n ?? 0;
}
