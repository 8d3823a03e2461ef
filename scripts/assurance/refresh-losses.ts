/** R5: providers that carry a refresh out and whose answers never arrive, or arrive cut off. */
import assert from 'node:assert/strict';
import { transact } from '#db/client.ts';
import { refreshHosts } from '#db/schema/oauth.ts';
import { isAppError } from '#lib/errors.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { openFresh } from '#lib/grants/commands.ts';
import { addApp, connect, expire, grantOf, rowOf, startProvider } from '#lib/grants/testing.ts';
import { randomFrom } from './random.ts';

export interface LossesInput {
  readonly answers: number;
  readonly graceSeconds: number;
  readonly seed: number;
}

/** A provider that fails so often in a row is left alone for a while: not what is looked at here. */
const forgiveHost = (): Promise<void> =>
  transact(async (tx) => {
    await tx.delete(refreshHosts);
  });

/**
 * One answer is lost of each credential: inside of a declared grace the token is asked for once more, without one nothing
 * is sent again.
 */
export async function loseAnswers({ answers, graceSeconds, seed }: LossesInput): Promise<{ deadGrants: number }> {
  const random = randomFrom(seed);
  const provider = await startProvider({ graceSeconds });
  try {
    const ctx = await testWorkspace();
    await addApp(ctx, provider, { graceSeconds });
    for (let n = 1; n <= answers; n += 1) {
      const id = await connect(ctx, provider, await provider.newGrant());
      await expire(ctx, id);
      await forgiveHost();
      Object.assign(provider.behaviour, { failWith: random() < 0.5 ? 'lost' : 'cut', failTimes: 1 });
      const code = await openFresh(ctx, await rowOf(ctx, id)).then(
        () => 'fresh',
        (error: unknown) => (isAppError(error) ? error.code : String(error)),
      );
      const { state, failureCode } = await grantOf(ctx, id);
      const expected = graceSeconds > 0 ? ['fresh', 'live', null] : ['OAU-301', 'reconnect', 'answer_lost'];
      assert.deepEqual([code, state, failureCode], expected, `seed ${seed}, answer ${n}`);
    }
    const { inFlightMax, usesMax, deadGrants } = provider.traffic;
    assert.deepEqual([inFlightMax, usesMax, deadGrants], [1, graceSeconds > 0 ? 2 : 1, []], `seed ${seed}`);
    return { deadGrants: deadGrants.length };
  } finally {
    await provider.stop();
  }
}
