import { systemClock } from '#lib/clock.ts';
import { systemCtx } from '#lib/gate/job.ts';
import { purgeNotices, sendNextLetter, warnOfEnds } from '#lib/notices/commands.ts';
import { listSoon, type SoonCursor, type SoonPage } from '#lib/notices/queries.ts';

const pageRows = 1_000;
/** In one transaction. */
const warnedAtOnce = 200;
/** Of one turn: the walk over more than that goes on in the next one. */
const pagesMax = 10;

/** Warns of what ends soon. The walk goes on where it stopped; a program that starts anew begins at what ends next. */
export function endWarner(): () => Promise<number> {
  let after: SoonCursor | null = null;
  return async () => {
    for (let pages = 0; pages < pagesMax; pages += 1) {
      const { due, next } = await listSoon(systemClock(), after, pageRows);
      for (const place of due) await warnPlace(place);
      after = next;
      if (next === null) break;
    }
    await purgeNotices(systemClock());
    return 0;
  };
}

async function warnPlace({ tenantId, workspaceId, ids }: SoonPage['due'][number]): Promise<void> {
  const ctx = await systemCtx(tenantId, workspaceId);
  if (!ctx) return;
  for (let at = 0; at < ids.length; at += warnedAtOnce) await warnOfEnds(ctx, ids.slice(at, at + warnedAtOnce));
}

/** Every letter that is due, one after the other. Answers how many were tried. */
export async function sendLetters(signal: AbortSignal): Promise<number> {
  let tried = 0;
  while (!signal.aborted && (await sendNextLetter(signal))) tried += 1;
  return tried;
}
