import { and, asc, eq, gt, isNotNull, lt, lte, max } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { expiryWarnings, notices } from '#db/schema/notices.ts';
import { members } from '#db/schema/tenants.ts';
import { batchRecorder, tenantRecorder, type AuditScope } from '#lib/audit/commands.ts';
import { dayMs, systemClock } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { codeOf, log } from '#lib/log.ts';
import { createMailer, type Mailer } from '#lib/mail/mailer.ts';
import { parseMailSettings } from '#lib/mail/settings.ts';
import { attemptsMax, gatherMs, leaseAfter, letterOf, noticeDays } from './model.ts';
import { dueWarnings, isWarned, letterFacts, ofIds, ofWarning, recipientsOf, soonColumns } from './queries.ts';
import type { MailInput, NoticeKind } from './schema.ts';

export interface Noticed {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly credentialId: string;
  readonly component: string;
  readonly name: string;
}

/** Part of the transaction that finds a grant ended. Nothing is written where there is no mail server. */
export async function noteReconnect(tx: Tx, now: number, about: Noticed): Promise<void> {
  if (env.smtpUrl !== undefined) await tx.insert(notices).values(noticeOf(now, 'reconnect', about, null));
}

const noticeOf = (now: number, kind: NoticeKind, about: Noticed, expiresAt: number | null) => ({
  tenantId: about.tenantId,
  workspaceId: about.workspaceId,
  id: newId('ntc', now),
  kind,
  credentialId: about.credentialId,
  component: about.component,
  name: about.name,
  expiresAt,
  at: now,
  dueAt: now + gatherMs,
  attempts: 0,
});

/**
 * For the job: gives the warnings that are due among these credentials of one workspace, a few hundred at the most. What
 * was read before is asked again inside, so that two programs give each warning once. Answers how many were given.
 */
export async function warnOfEnds(scope: WorkspaceScope, ids: readonly string[]): Promise<number> {
  const record = await batchRecorder(scope);
  return transact(async (tx, now) => {
    const rows = await tx
      .select(soonColumns)
      .from(credentials)
      .leftJoin(expiryWarnings, ofWarning)
      .where(and(ofIds(scope, ids), isWarned));
    const due = dueWarnings(rows, now);
    if (due.length === 0) return 0;
    for (const one of due) await keepWarning(tx, one);
    await record(tx, now, due.map(entryOf));
    if (env.smtpUrl !== undefined) {
      const all = due.map((one) => noticeOf(now, 'expiring', { ...one, credentialId: one.id }, one.expiresAt));
      await tx.insertMany(notices, all);
    }
    return due.length;
  });
}

type WorkspaceScope = AuditScope & { readonly workspaceId: string };
type DueWarning = ReturnType<typeof dueWarnings>[number];

const entryOf = ({ id, name, expiresAt, days }: DueWarning) => ({
  action: 'credential.expiring',
  targetKind: 'credential',
  targetId: id,
  targetLabel: name,
  detail: { days, expiresAt: new Date(expiresAt).toISOString() },
});

async function keepWarning(tx: Tx, { tenantId, workspaceId, id, expiresAt, days }: DueWarning): Promise<void> {
  await tx
    .insert(expiryWarnings)
    .values({ tenantId, workspaceId, credentialId: id, expiresAt, days })
    .onConflictDoUpdate({
      target: [expiryWarnings.tenantId, expiryWarnings.workspaceId, expiryWarnings.credentialId],
      set: { expiresAt, days },
    });
}

/** What one letter is about: notices of one workspace and kind, taken until `leasedUntil`. */
interface LetterClaim {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly kind: NoticeKind;
  readonly leasedUntil: number;
  /** How often these have been taken, this time included. */
  readonly attempts: number;
}

/**
 * Takes the notices of one workspace and kind of which the first has waited long enough. Nobody else gets
 * them while the lease runs; what was taken too often is given up. Null: there is nothing to write.
 */
function claimLetter(): Promise<LetterClaim | null> {
  return transact(async (tx, now) => {
    const [first] = await tx
      .select({
        tenantId: notices.tenantId,
        workspaceId: notices.workspaceId,
        kind: notices.kind,
        attempts: notices.attempts,
      })
      .from(notices)
      .where(lte(notices.dueAt, now))
      .orderBy(asc(notices.dueAt))
      .limit(1);
    if (!first) return null;
    // Those that still gather go with it; those of another claim do not. What is new is not given up with what is old.
    const alike =
      first.attempts === 0 ? eq(notices.attempts, 0) : and(lte(notices.dueAt, now), gt(notices.attempts, 0));
    const free = and(ofPlace(first), isNotNull(notices.dueAt), alike);
    const [tried] = await tx
      .select({ attempts: max(notices.attempts) })
      .from(notices)
      .where(free);
    const attempts = (tried?.attempts ?? 0) + 1;
    const leasedUntil = now + leaseAfter(attempts);
    await tx.update(notices).set({ dueAt: leasedUntil, attempts }).where(free);
    return { ...first, leasedUntil, attempts };
  });
}

const ofPlace = (place: Pick<LetterClaim, 'tenantId' | 'workspaceId' | 'kind'>) =>
  and(eq(notices.tenantId, place.tenantId), eq(notices.workspaceId, place.workspaceId), eq(notices.kind, place.kind));

/**
 * For the job: writes the next letter, if one is due, and hands it to the mail server once. False: there was none. A
 * letter that is not taken is tried again when the claim has run out.
 */
export async function sendNextLetter(signal: AbortSignal): Promise<boolean> {
  const settings = parseMailSettings({ url: env.smtpUrl, from: env.mailFrom });
  const claim = settings && (await claimLetter());
  if (!claim) return false;
  try {
    await writeLetter(claim, createMailer(settings), signal);
    await closeLetter(claim);
  } catch (error) {
    await failLetter(claim, error);
  }
  return true;
}

/** Nothing is sent where nobody wants it, or where everything is well again. */
async function writeLetter(claim: LetterClaim, mailer: Mailer, signal: AbortSignal): Promise<void> {
  const now = systemClock();
  const facts = await letterFacts(claim, now);
  const to = await recipientsOf(claim.tenantId, claim.kind);
  if (!facts || facts.items.length === 0 || to.length === 0) return;
  const { refused } = await mailer.send({ to, id: newId('ntc', now), ...letterOf(facts, now) }, signal);
  const { tenantId, workspaceId, kind } = claim;
  if (refused > 0) log.warn({ tenantId, workspaceId, kind, refused }, 'letter not taken for everybody');
}

/** The letter was taken by the server, or nobody is there to read it. */
async function closeLetter(claim: LetterClaim): Promise<void> {
  await transact(async (tx) => {
    await tx
      .update(notices)
      .set({ dueAt: null })
      .where(and(ofPlace(claim), eq(notices.dueAt, claim.leasedUntil)));
  });
}

/** The server did not take it: the next try is when the lease ends, or there is none any more. */
async function failLetter(claim: LetterClaim, error: unknown): Promise<void> {
  const { tenantId, workspaceId, kind, attempts } = claim;
  const isOver = attempts >= attemptsMax;
  log.warn(
    { tenantId, workspaceId, kind, attempts, error: codeOf(error) },
    isOver ? 'letter given up' : 'letter not sent',
  );
  if (isOver) await closeLetter(claim);
}

/** For the job: what has been told, or could not be, is not kept for ever. */
export async function purgeNotices(now: number): Promise<void> {
  await transact(async (tx) => {
    await tx.delete(notices).where(lt(notices.at, now - noticeDays * dayMs));
  });
}

/** What the person who asks wants to be written to about, in this tenant. */
export async function setMail(ctx: WorkspaceCtx, { reconnect, expiring }: MailInput): Promise<void> {
  authorise(ctx, 'credential.read');
  const record = await tenantRecorder(ctx);
  await transact(async (tx, now) => {
    const [member] = await tx
      .update(members)
      .set({ mailsReconnect: reconnect, mailsExpiring: expiring })
      .where(and(eq(members.tenantId, ctx.tenantId), eq(members.userId, ctx.actor.id)))
      .returning({ userId: members.userId });
    if (!member) throw notFound('This member');
    await record(tx, now, {
      action: 'member.mail_changed',
      targetKind: 'user',
      targetId: ctx.actor.id,
      targetLabel: ctx.actor.label,
      detail: { reconnect, expiring },
    });
  });
}
