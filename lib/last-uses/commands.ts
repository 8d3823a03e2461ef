import { setTimeout as pause } from 'node:timers/promises';
import { and, asc, eq, lte, sql } from 'drizzle-orm';
import { compareAndSet } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { credentials, lastUses } from '#db/schema/credentials.ts';
import { minuteMs, secondMs } from '#lib/clock.ts';
import { codeOf, log } from '#lib/log.ts';

interface Place {
  readonly tenantId: string;
  readonly workspaceId: string;
}

const lookMs = 2 * secondMs;
/** More than these wait for others, as what lies together is written at once; but not for longer. */
const few = 100;
const waitMsMax = 30 * secondMs;
/** Of one write: others wait their turn behind it, and come before the next. */
const atOnce = 50;
const betweenMs = 10;

interface Uses extends Place {
  readonly ids: Set<string>;
}

interface Noted {
  readonly since: number;
  /** By workspace. */
  readonly places: Map<string, Uses>;
}

interface Write extends Place {
  readonly ids: readonly string[];
}

/** Credentials that were used, and nothing was written down of it yet. */
let noted: Noted | null = null;
/** What is being written down, write by write. */
const owed: Write[] = [];

/**
 * A credential has been used. It is written down a moment later, with all others of that moment: nobody waits for it. A
 * program that is killed before, or cannot write then, loses that moment of this, and nothing of the audit log, which has
 * each use already.
 */
export function noteUse({ tenantId, workspaceId }: Place, id: string): void {
  if (!noted) {
    noted = { since: performance.now(), places: new Map() };
    lookLater();
  }
  const key = `${tenantId} ${workspaceId}`;
  const place = noted.places.get(key) ?? { tenantId, workspaceId, ids: new Set<string>() };
  noted.places.set(key, place);
  place.ids.add(id);
}

function lookLater(): void {
  setTimeout(() => {
    if (!noted) return;
    if (isWorthWaiting(noted)) lookLater();
    else void writeUses(betweenMs);
  }, lookMs).unref();
}

const isWorthWaiting = ({ since, places }: Noted): boolean =>
  performance.now() - since < waitMsMax && [...places.values()].some(({ ids }) => ids.size > few);

/**
 * Writes down what has been noted: at once, as at the end of a program, or with a rest after each write. Never throws: one
 * that fails is lost, and those behind it wait for the next time.
 */
export async function writeUses(restMs = 0): Promise<void> {
  owed.push(...[...(noted?.places.values() ?? [])].flatMap(inWrites));
  noted = null;
  try {
    await writeOwed(restMs);
  } catch (error) {
    log.warn({ error: codeOf(error) }, 'last uses were not written down');
  }
}

async function writeOwed(restMs: number): Promise<void> {
  for (let next = owed.shift(); next; next = owed.shift()) {
    await write(next);
    if (restMs > 0) await pause(restMs, undefined, { ref: false });
  }
}

/** In order: they lie so, and two programs do not wait for each other. */
function inWrites({ tenantId, workspaceId, ids }: Uses): Write[] {
  const sorted = [...ids].toSorted();
  return Array.from({ length: Math.ceil(sorted.length / atOnce) }, (_, n) => ({
    tenantId,
    workspaceId,
    ids: sorted.slice(n * atOnce, (n + 1) * atOnce),
  }));
}

/** Of credentials that are still there. To the minute: what was written down less than one ago stays as it is. */
const write = ({ tenantId, workspaceId, ids }: Write): Promise<void> =>
  compareAndSet(async (tx, now) => {
    const used = tx
      .select({
        tenantId: credentials.tenantId,
        workspaceId: credentials.workspaceId,
        credentialId: credentials.id,
        at: sql<number>`${now}`.as('at'),
      })
      .from(credentials)
      .where(
        and(eq(credentials.tenantId, tenantId), eq(credentials.workspaceId, workspaceId), inList(credentials.id, ids)),
      )
      .orderBy(asc(credentials.id));
    await tx
      .insert(lastUses)
      .select(used)
      .onConflictDoUpdate({
        target: [lastUses.tenantId, lastUses.workspaceId, lastUses.credentialId],
        set: { at: now },
        setWhere: lte(lastUses.at, now - minuteMs),
      });
  });
