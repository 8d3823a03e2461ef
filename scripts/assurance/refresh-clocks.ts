/** R6: a database whose clock jumps. What it has stored is moved the other way, which is the same to whoever looks. */
import assert from 'node:assert/strict';
import { sql } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { grants } from '#db/schema/oauth.ts';
import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';
import { distrustTokens } from '#lib/due-grants/commands.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { openFresh, refreshDue } from '#lib/grants/commands.ts';
import { addApp, connect, rowOf, startProvider } from '#lib/grants/testing.ts';
import { randomFrom } from './random.ts';

const jumps = [-dayMs, -hourMs, hourMs, dayMs];
const credentialsOfOne = 10;

export interface ClocksInput {
  readonly jumps: number;
  readonly seed: number;
}

/** After each jump each credential is asked for several times: one request at the most, and a token that is accepted. */
export async function jumpClocks({ jumps: count, seed }: ClocksInput): Promise<{ tokenRequests: number }> {
  const random = randomFrom(seed);
  const provider = await startProvider();
  try {
    const ctx = await testWorkspace();
    await addApp(ctx, provider);
    const ids: string[] = [];
    for (let n = 0; n < credentialsOfOne; n += 1) ids.push(await connect(ctx, provider, await provider.newGrant()));
    let before = 0;
    for (let n = 1; n <= count; n += 1) {
      const jumpMs = jumps[Math.floor(random() * jumps.length)] ?? 0;
      await jump(jumpMs);
      for (const id of ids) {
        await refreshDue(ctx, id);
        for (let call = 0; call < 3; call += 1) {
          const { secret } = await openFresh(ctx, await rowOf(ctx, id));
          const headers = { authorization: `Bearer ${secret['accessToken'] ?? ''}` };
          assert.equal((await fetch(provider.meUrl, { headers })).status, 200, `seed ${seed}, jump ${n}`);
        }
      }
      const asked = provider.traffic.tokenRequests - before;
      assert.ok(asked <= ids.length, `seed ${seed}, jump ${n}: ${asked} requests`);
      before = provider.traffic.tokenRequests;
    }
    assert.deepEqual([provider.traffic.usesMax, provider.traffic.deadGrants], [1, []]);
    return { tokenRequests: provider.traffic.tokenRequests };
  } finally {
    await provider.stop();
  }
}

/** And a minute and more has passed since the last one. */
async function jump(jumpMs: number): Promise<void> {
  const byMs = sql.raw(String(jumpMs + 2 * minuteMs));
  const moved = (column: unknown) => sql`${column} - ${byMs}`;
  await transact(async (tx) => {
    await tx.update(grants).set({
      tokensAt: moved(grants.tokensAt),
      accessExpiresAt: moved(grants.accessExpiresAt),
      refreshedAt: moved(grants.refreshedAt),
      refreshDueAt: moved(grants.refreshDueAt),
    });
  });
  // As the job does in the second in which a clock goes back.
  if (jumpMs < 0) await distrustTokens();
}
