import { and, eq, gte } from 'drizzle-orm';
import { read, transact, type Tx } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, verifications } from '#db/schema/credentials.ts';
import { recorder } from '#lib/audit/commands.ts';
import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';
import { readDraft, targetOf, type Draft } from '#lib/credentials/model.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import { prepareVersion } from '#lib/versions/commands.ts';
import type { PastCredential } from './past-credential.ts';

/** Small enough for one transaction not to hold up others. */
const rowsAtOnce = 30;

/** When what happened to a credential. */
interface Times {
  readonly createdAt: number;
  /** Of every version, the first one too. */
  readonly savedAt: readonly number[];
  readonly deletedAt: number | null;
}

/**
 * Puts a credential there with the history it says: its versions, its checks, what is told of them. `ctx` is of who made it.
 * Answers its id.
 */
export async function insertPast(ctx: WorkspaceCtx, past: PastCredential, now: number): Promise<string> {
  const times = timesOf(past, now);
  const { createdAt, savedAt } = times;
  const id = newId('crd', createdAt);
  const draft = readDraft(past);
  const addVersions = await Promise.all(
    savedAt.map((_, index) => {
      const reason = index === 0 ? 'created' : 'replaced';
      return prepareVersion(ctx, { ...draft, credentialId: id, number: index + 1, reason });
    }),
  );
  const checks = checksOf(past, savedAt, now);
  const tell = await teller(ctx, { id, name: past.name }, past, times);
  await transact(async (tx) => {
    await tx.insert(credentials).values({
      tenantId: ctx.tenantId,
      workspaceId: ctx.workspaceId,
      id,
      ...factsOf(past, draft, now),
      version: savedAt.length,
      revision: savedAt.length,
      checkedAt: checks[0]?.at ?? null,
      createdAt,
      createdBy: ctx.actor.id,
      updatedAt: savedAt.at(-1) ?? createdAt,
      deletedAt: times.deletedAt,
      deletedBy: times.deletedAt === null ? null : ctx.actor.label,
    });
    for (const [index, addVersion] of addVersions.entries()) await addVersion(tx, savedAt[index] ?? createdAt);
    await tell(tx);
  });
  await insertChecks(ctx, id, checks);
  return id;
}

function timesOf({ createdDaysAgo, replacedDaysAgo = [], deletedDaysAgo }: PastCredential, now: number): Times {
  return {
    createdAt: timeAgo(createdDaysAgo, now),
    savedAt: [createdDaysAgo, ...replacedDaysAgo].map((days) => timeAgo(days, now)),
    deletedAt: deletedDaysAgo === undefined ? null : timeAgo(deletedDaysAgo, now),
  };
}

/** So many days ago, at an hour of its own. */
export const timeAgo = (days: number, now: number): number => now - days * dayMs - ((days * 97) % 420) * minuteMs;

const factsOf = (past: PastCredential, draft: Draft, now: number) => ({
  identifier: past.identifier,
  name: past.name,
  nameKey: nameKey(past.name),
  component: past.component,
  authType: past.authType,
  environment: past.environment,
  settings: draft.settings,
  metadata: {},
  audience: [...draft.audience],
  ...stateOf(past),
  expiresAt: past.expiresInDays === undefined ? null : Math.round(now + past.expiresInDays * dayMs),
});

/** What the activity says of it. */
async function teller(
  ctx: WorkspaceCtx,
  row: { id: string; name: string },
  { component }: PastCredential,
  { createdAt, savedAt, deletedAt }: Times,
): Promise<(tx: Tx) => Promise<void>> {
  const record = await recorder(ctx);
  const target = targetOf(row);
  return async (tx) => {
    await record(tx, createdAt, { action: 'credential.created', ...target, detail: { component } });
    for (const [index, at] of savedAt.slice(1).entries()) {
      const detail = { version: index + 2, reason: 'replaced' };
      await record(tx, at, { action: 'credential.updated', ...target, detail });
    }
    if (deletedAt !== null) await record(tx, deletedAt, { action: 'credential.deleted', ...target });
  };
}

function stateOf({ state, trouble, ...past }: PastCredential) {
  if (state === 'unverified') return { state };
  const account = past.account ?? null;
  const [stateCode, stateMessage] = trouble ?? [state, wordsOf(state, account)];
  return { state, stateCode, stateMessage, stateFix: trouble?.[2] ?? null, account };
}

const wordsOf = (state: string, account: string | null): string =>
  state === 'passed' ? `Connected${account ? ` as ${account}` : ''}.` : 'There is no way to check it.';

type Outcome = typeof verifications.$inferSelect.outcome;
type Check = Omit<typeof verifications.$inferInsert, 'tenantId' | 'workspaceId' | 'credentialId'> & { at: number };

/** Newest first. What is checked while the demo is made was checked the day before. */
function checksOf(past: PastCredential, savedAt: readonly number[], now: number): Check[] {
  const { checks, state, trouble, today } = past;
  const newest = now - (today ? dayMs : 2 * hourMs);
  return Array.from({ length: checks.count }, (_, index) => {
    const at = newest - index * (checks.everyHours ?? 24) * hourMs;
    const hasFailed = checks.failed?.includes(index) ?? false;
    const outcome: Outcome = hasFailed ? 'failed' : state === 'not_testable' ? state : 'passed';
    return {
      id: newId('ver', at),
      at,
      version: savedAt.filter((one) => one <= at).length || 1,
      outcome,
      code: hasFailed ? (trouble?.[0] ?? 'timeout') : outcome,
      message: hasFailed ? (trouble?.[1] ?? 'The host did not answer in time.') : wordsOf(outcome, null),
      durationMs: hasFailed ? (trouble ? 71 : 5_000) : 164 + ((index * 37) % 41) + (index % 29 === 17 ? 80 : 0),
      actorLabel: 'Keyhaven',
    };
  });
}

async function insertChecks(ctx: WorkspaceCtx, credentialId: string, checks: readonly Check[]): Promise<void> {
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, credentialId };
  for (let from = 0; from < checks.length; from += rowsAtOnce)
    await transact(async (tx) => {
      const rows = checks.slice(from, from + rowsAtOnce).map((check) => ({ ...place, ...check }));
      await tx.insert(verifications).values(rows);
    });
}

/** What was recorded since a time happened earlier by so much: told again, with a seal that is right for that time. */
export async function moveRecords(tenantId: string, since: number, byMs: number): Promise<void> {
  const rows = await read()
    .select()
    .from(audit)
    .where(and(eq(audit.tenantId, tenantId), gte(audit.at, since)));
  for (const { actorKind: kind, actorId: id, actorLabel: label, ...row } of rows) {
    const record = await recorder({ ...row, actor: { kind, id, label } });
    await transact(async (tx) => {
      await tx.delete(audit).where(and(eq(audit.tenantId, tenantId), eq(audit.id, row.id)));
      await record(tx, row.at - byMs, row);
    });
  }
}
