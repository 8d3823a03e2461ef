import { and, asc, eq, gt, inArray, isNotNull, sql, type SQL } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { databaseNow } from '#db/now.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import { installation } from '#db/schema/installation.ts';
import { grants } from '#db/schema/oauth.ts';
import { reopenBlocks } from '#lib/audit-blocks/commands.ts';
import { log } from '#lib/log.ts';
import { wasPutBack, type ClockPair } from './model.ts';

/**
 * For the job, each second: looks at the database's clock. When that was put back, every token that can be refreshed is
 * taken to have ended, so that none is handed out past its end; each is then refreshed once, as its provider has room. And
 * what is written down now is looked for one by one.
 */
export function clockWatch(steady: () => number): () => Promise<number> {
  let before: ClockPair | null = null;
  return async () => {
    const asked = await readClock();
    if (asked === null) return 0;
    const after = { database: asked, steady: steady() };
    const isBack = before !== null && wasPutBack(before, after);
    if (isBack) {
      const blocks = await reopenBlocks();
      const credentials = await distrustTokens();
      log.warn({ credentials, blocks }, 'the clock of the database was put back');
    }
    before = after;
    return 0;
  };
}

/** Null: nothing is installed here yet. */
async function readClock(): Promise<number | null> {
  const [row] = await read().select({ now: databaseNow }).from(installation).limit(1);
  return row?.now ?? null;
}

const batchMax = 500;

/** Answers how many. */
export async function distrustTokens(): Promise<number> {
  let distrusted = 0;
  for (let after: Place | null = null; ;) {
    const upTo = await batchEnd(after);
    distrusted += await distrustBetween(after, upTo);
    if (upTo === null) break;
    after = upTo;
  }
  return distrusted;
}

interface Place {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly credentialId: string;
}

const key = sql`(${grants.tenantId}, ${grants.workspaceId}, ${grants.credentialId})`;
const valueOf = ({ tenantId, workspaceId, credentialId }: Place): SQL =>
  sql`(${tenantId}, ${workspaceId}, ${credentialId})`;
const isAfter = (place: Place | null) => (place === null ? undefined : sql`${key} > ${valueOf(place)}`);

/** Null: it is the last one. */
async function batchEnd(after: Place | null): Promise<Place | null> {
  const [row] = await read()
    .select({ tenantId: grants.tenantId, workspaceId: grants.workspaceId, credentialId: grants.credentialId })
    .from(grants)
    .where(isAfter(after))
    .orderBy(asc(grants.tenantId), asc(grants.workspaceId), asc(grants.credentialId))
    .limit(1)
    .offset(batchMax - 1);
  return row ?? null;
}

const distrustBetween = (after: Place | null, upTo: Place | null): Promise<number> =>
  transactStubbornly(async (tx, now) => {
    const trusted = and(
      isAfter(after),
      upTo === null ? undefined : sql`${key} <= ${valueOf(upTo)}`,
      eq(grants.isRefreshable, true),
      isNotNull(grants.appId),
      gt(grants.accessExpiresAt, now),
    );
    await tx
      .update(grants)
      .set({ refreshDueAt: now })
      .where(and(trusted, inArray(grants.state, ['live', 'retrying'])));
    const changed = await tx
      .update(grants)
      .set({ accessExpiresAt: now })
      .where(trusted)
      .returning({ id: grants.credentialId });
    return changed.length;
  });
