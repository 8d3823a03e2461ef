/** R4: programs that are killed when their provider has answered, before what it said is on disk. */
import assert from 'node:assert/strict';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, connect, expire, grantOf, startProvider } from '#lib/grants/testing.ts';
import { randomFrom } from './random.ts';
import { RefreshProgram } from './refresh-program.ts';

export interface RefreshKillsInput {
  readonly kills: number;
  /** What the provider declares, and does. 0: a refresh token is taken once. */
  readonly graceSeconds: number;
  readonly seed: number;
  readonly report?: (line: string) => void;
}

export interface RefreshKills {
  readonly kills: number;
  /** The answer was lost with its program. */
  readonly lost: number;
  /** Longest time from the start of the next program until the grant said that it needs a person, in milliseconds. */
  readonly flaggedMsMax: number;
  readonly deadGrants: number;
}

/** Half of the programs are killed with the answer unread in their socket, half a moment later. */
const afterMsMax = 12;

interface Course {
  readonly ctx: WorkspaceCtx;
  readonly provider: OauthServer;
  readonly graceSeconds: number;
}

/**
 * Inside of a declared grace no grant is lost; without one a loss is flagged by the next program, and nothing is sent a
 * second time.
 * @throws Error naming seed and kill
 */
export async function killRefreshes({ kills, graceSeconds, seed, report }: RefreshKillsInput): Promise<RefreshKills> {
  const random = randomFrom(seed);
  const provider = await startProvider({ graceSeconds });
  const ctx = await testWorkspace();
  await addApp(ctx, provider, { graceSeconds });
  const course = { ctx, provider, graceSeconds };
  let [lost, flaggedMsMax] = [0, 0];
  let next = new RefreshProgram();
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const program = next;
      next = new RefreshProgram();
      const afterMs = random() < 0.5 ? null : Math.floor(random() * afterMsMax);
      const flaggedMs = await oneKill(course, { program, next, afterMs }).catch((cause: unknown) => {
        throw new Error(`Seed ${seed}, kill ${kill}: ${String(cause)}`, { cause });
      });
      if (flaggedMs !== null) lost += 1;
      flaggedMsMax = Math.max(flaggedMsMax, flaggedMs ?? 0);
      if (kill % 20 === 0) report?.(`${kill} of ${kills} kills`);
    }
    return { kills, lost, flaggedMsMax: Math.round(flaggedMsMax), deadGrants: provider.traffic.deadGrants.length };
  } finally {
    await next.kill();
    await provider.stop();
  }
}

interface OneKill {
  readonly program: RefreshProgram;
  readonly next: RefreshProgram;
  readonly afterMs: number | null;
}

/** How long it took to find the loss. Null: nothing was lost, the answer was saved in time. */
async function oneKill({ ctx, provider, graceSeconds }: Course, { program, next, afterMs }: OneKill) {
  const id = await connect(ctx, provider, await provider.newGrant());
  await expire(ctx, id);
  provider.reset();
  await program.ready;
  provider.behaviour.kill = { pid: program.pid, afterMs };
  await program.ask(ctx, { do: 'open', id, callers: 3 });
  await program.ended;
  const left = await grantOf(ctx, id);
  assert.equal(provider.traffic.tokenRequests, 1);
  if (left.generation === 2) return null;
  assert.deepEqual([left.generation, left.sentCount, left.leasedUntil !== null], [1, 1, true]);
  await next.ready;
  const startedAt = performance.now();
  await next.ask(ctx, { do: 'settle' });
  const flaggedMs = performance.now() - startedAt;
  const opened = await next.ask(ctx, { do: 'open', id, callers: 3 });
  const after = await grantOf(ctx, id);
  if (graceSeconds > 0) {
    const status = await fetch(provider.meUrl, { headers: { authorization: `Bearer ${opened?.tokens[0] ?? ''}` } });
    assert.deepEqual([after.state, after.generation, opened?.errors, status.status], ['live', 2, [], 200]);
    assert.equal(provider.traffic.usesMax, 2);
  } else {
    assert.deepEqual([after.state, after.failureCode, opened?.errors], ['reconnect', 'answer_lost', ['OAU-301']]);
    assert.equal(provider.traffic.usesMax, 1);
  }
  assert.deepEqual(provider.traffic.deadGrants, []);
  return flaggedMs;
}
