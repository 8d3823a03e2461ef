import { and, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { signInAttempts } from '#db/schema/users.ts';
import { AppError } from '#lib/errors.ts';
import { countersOf, windowMs } from './model.ts';

const minuteSeconds = 60;

function tooMany(retryAfterSeconds: number): AppError {
  const minutes = Math.ceil(retryAfterSeconds / minuteSeconds);
  const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`;
  return new AppError('TOO_MANY_ATTEMPTS', `Too many tries. Try again in ${wait}.`, { retryAfterSeconds });
}

/**
 * Counts a try before anything costly is done with it, or throws TOO_MANY_ATTEMPTS. A refused try is not counted, so
 * a lock-out ends at its time whatever is tried meanwhile; live sessions are not touched by it.
 */
export async function countAttempt(email: string, address: string): Promise<void> {
  const counters = countersOf(email, address);
  await transact(async (tx, now) => {
    for (const { key, triesMax } of counters) {
      const [row] = await tx
        .select({ count: signInAttempts.count, windowEndsAt: signInAttempts.windowEndsAt })
        .from(signInAttempts)
        .where(and(eq(signInAttempts.key, key), gt(signInAttempts.windowEndsAt, now)));
      if (row && row.count >= triesMax) throw tooMany(Math.ceil((row.windowEndsAt - now) / 1000));
      const next = row ? { count: row.count + 1 } : { count: 1, windowEndsAt: now + windowMs };
      await tx
        .insert(signInAttempts)
        .values({ key, count: 1, windowEndsAt: now + windowMs })
        .onConflictDoUpdate({ target: signInAttempts.key, set: next });
    }
  });
}

/** A right password: the person's counter is empty again, and the address has one try fewer. */
export async function clearAttempts(email: string, address: string): Promise<void> {
  const [person, place] = countersOf(email, address);
  await transact(async (tx) => {
    if (person) await tx.delete(signInAttempts).where(eq(signInAttempts.key, person.key));
    if (!place) return;
    await tx
      .update(signInAttempts)
      .set({ count: sql`${signInAttempts.count} - 1` })
      .where(and(eq(signInAttempts.key, place.key), gt(signInAttempts.count, 0)));
  });
}

/** For the clean-up job: windows that have ended. Returns how many there were. */
export async function purgeAttempts(rowsMax = 1_000): Promise<number> {
  return transact(async (tx, now) => {
    const ended = await tx
      .select({ key: signInAttempts.key })
      .from(signInAttempts)
      .where(lte(signInAttempts.windowEndsAt, now))
      .limit(rowsMax);
    if (ended.length === 0) return 0;
    const keys = ended.map((row) => row.key);
    await tx
      .delete(signInAttempts)
      .where(and(inArray(signInAttempts.key, keys), lte(signInAttempts.windowEndsAt, now)));
    return ended.length;
  });
}
