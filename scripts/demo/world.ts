import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { credentialVersions } from '#db/schema/credentials.ts';
import { checkCredential } from '#lib/checks/commands.ts';
import { systemClock } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { isAppError } from '#lib/errors.ts';
import { systemCtx } from '#lib/gate/job.ts';
import { pastCredentials } from './credentials.ts';
import { writeSamples, type SampleFiles } from './files.ts';
import { makeFlows } from './flows.ts';
import { makeOauthApp } from './oauth-apps.ts';
import type { PastCredential } from './past-credential.ts';
import { insertPast } from './past.ts';
import { randomWords, residentsOf, type Resident } from './people.ts';
import { makePlaces, type Places } from './tenants.ts';

/** What the person at the terminal has to be told, because it is written down nowhere. */
export interface DemoWorld {
  readonly residents: readonly Resident[];
  readonly files: SampleFiles;
}

/**
 * Fills a new installation: two tenants with months behind them. Lighthouse must answer at its origin, and be in the
 * catalogue: credentials that hold a key of it are verified there.
 */
export async function makeWorld(setupUrl: string, origin: string): Promise<DemoWorld> {
  const now = systemClock();
  const places = await makePlaces(setupUrl, now);
  const past = pastCredentials(origin);
  const ids = new Map<PastCredential, string>();
  for (const one of past) ids.set(one, await insertPast(await places.enter(one.by, one.place), one, now));
  const idOf = (identifier: string, place: PastCredential['place']): string => {
    const found = past.find((one) => one.identifier === identifier && one.place === place);
    return (found && ids.get(found)) ?? '';
  };
  await makeOauthApp(await places.enter('jonas', 'operations'));
  await makeFlows(await places.enter('aiko', 'operations'), (identifier) => idOf(identifier, 'operations'));
  for (const one of past) if (one.today) await liveToday(places, one, idOf(one.identifier, one.place));
  const contoso = past.filter((one) => one.place === 'integrations' && one.component === 'lighthouse');
  const files = await writeSamples(
    join(env.dataDir, 'samples'),
    {
      ctx: await places.enter('mara', 'integrations'),
      password: places.accounts.mara.password,
      ids: contoso.map((one) => idOf(one.identifier, one.place)),
      passphrase: randomWords(),
    },
    origin,
  );
  return { residents: residentsOf(places.accounts), files };
}

async function liveToday(places: Places, past: PastCredential, id: string): Promise<void> {
  const { tenantId, workspaceId } = await places.enter(past.by, past.place);
  const ctx = await systemCtx(tenantId, workspaceId);
  if (!ctx) throw new Error('The workspace has gone.');
  if (past.today === 'break and check') await breakSeal(id);
  await checkCredential(ctx, id).catch((error: unknown) => {
    // What a broken seal is answered with: the credential says so of itself from now on.
    if (!isAppError(error, 'UNREADABLE')) throw error;
  });
}

const breakSeal = (credentialId: string): Promise<void> =>
  transact(async (tx) => {
    const sealed = Buffer.from('no seal at all');
    await tx.update(credentialVersions).set({ sealed }).where(eq(credentialVersions.credentialId, credentialId));
  });
