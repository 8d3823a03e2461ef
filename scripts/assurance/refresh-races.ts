/** R1 and R2: programs whose callers need the token of one credential at the same time, again and again. */
import assert from 'node:assert/strict';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, connect, expire, startProvider } from '#lib/grants/testing.ts';
import { RefreshProgram } from './refresh-program.ts';

export interface RacesInput {
  readonly rounds: number;
  readonly programs?: number;
  /** Of each program. */
  readonly callers?: number;
  /** Of the provider's answers, in milliseconds. */
  readonly delayMs?: number;
  readonly report?: (line: string) => void;
}

export interface Races {
  readonly rounds: number;
  readonly tokenRequests: number;
  readonly inFlightMax: number;
  readonly deadGrants: number;
}

/**
 * A provider that rotates and kills a grant whose token comes twice. In each round the token has ended, and all callers
 * of all programs ask at once.
 * @throws Error when a round takes more than one request, or a caller goes without the new token
 */
export async function raceRefreshes(input: RacesInput): Promise<Races> {
  const { rounds, programs: count = 2, callers = 50, delayMs = 0 } = input;
  const provider = await startProvider({ delayMs });
  // The root key is made with the first tenant, and programs are told of it when they start.
  const ctx = await testWorkspace();
  const programs = Array.from({ length: count }, () => new RefreshProgram());
  try {
    return await race({ provider, ctx, programs }, { rounds, callers, report: input.report });
  } finally {
    await Promise.all(programs.map((program) => program.kill()));
    await provider.stop();
  }
}

interface Parties {
  readonly provider: OauthServer;
  readonly ctx: WorkspaceCtx;
  readonly programs: readonly RefreshProgram[];
}

type Course = Pick<RacesInput, 'report'> & { readonly rounds: number; readonly callers: number };

async function race({ provider, ctx, programs }: Parties, course: Course): Promise<Races> {
  await addApp(ctx, provider);
  const id = await connect(ctx, provider, await provider.newGrant());
  const seen = new Set<string>();
  for (let round = 1; round <= course.rounds; round += 1) {
    await expire(ctx, id);
    const order = { do: 'open', id, callers: course.callers } as const;
    const answers = await Promise.all(programs.map((program) => program.ask(ctx, order)));
    const errors = answers.flatMap((answer) => answer?.errors ?? ['gone']);
    const tokens = new Set(answers.flatMap((answer) => answer?.tokens ?? []));
    assert.deepEqual(errors, [], `round ${round}`);
    assert.equal(tokens.size, 1, `round ${round}: one token for all`);
    assert.equal(provider.traffic.tokenRequests, round, `round ${round}: one request`);
    for (const token of tokens) seen.add(token);
    if (round % 100 === 0) course.report?.(`${round} of ${course.rounds} rounds`);
  }
  const { tokenRequests, inFlightMax, usesMax, deadGrants } = provider.traffic;
  assert.equal(seen.size, course.rounds, 'a new token each round');
  assert.deepEqual([inFlightMax, usesMax, deadGrants], [1, 1, []]);
  return { rounds: course.rounds, tokenRequests, inFlightMax, deadGrants: deadGrants.length };
}
