import { and, eq } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { credentials, type AuthType } from '#db/schema/credentials.ts';
import { recorder } from '#lib/audit/commands.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError, notFound } from '#lib/errors.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import { keeping, openFresh, untilKept } from '#lib/grants/commands.ts';
import { findGeneration, refuseTakenBack } from '#lib/grants/queries.ts';
import { insertVerification, prove, type Verification } from '#lib/verifications/commands.ts';
import { prepareVersion, type VersionReason } from '#lib/versions/commands.ts';
import { tokenFields } from '#lib/versions/model.ts';
import { openVersion } from '#lib/versions/queries.ts';
import {
  authoriseAddress,
  keepsSecret,
  pickDraft,
  readDraft,
  sameSettings,
  savedDto,
  stateAfter,
  targetOf,
  unproved,
  verificationDto,
  withSignIn,
  type Draft,
} from './model.ts';
import { live, ofWorkspace, refuseGone, requireRow, takenAmong } from './queries.ts';
import type { CreateInput, SavedDto, UpdateInput } from './schema.ts';

export type Row = typeof credentials.$inferSelect;

/**
 * Proves a new credential with its app, then keeps it. A failed proof keeps nothing.
 * @param verify `later`: it is kept unverified, and a check is owed
 */
export async function createCredential(
  ctx: WorkspaceCtx,
  input: CreateInput,
  verify: 'first' | 'later' = 'first',
): Promise<SavedDto> {
  authorise(ctx, 'credential.create');
  const draft = readDraft(input);
  authoriseAddress(ctx, draft);
  await refuseTakenName(ctx, input.component, input.name);
  const result = verify === 'later' ? null : await proven(ctx, draft, input.acceptUntested);
  return insertCredential(ctx, input, draft, result, 'created');
}

/**
 * Saves changes made from a known revision. The saved secret is used again only where it may go: a changed audience asks
 * for every secret field anew.
 */
export async function updateCredential(ctx: WorkspaceCtx, input: UpdateInput): Promise<SavedDto> {
  authorise(ctx, 'credential.update');
  const row = await requireRow(ctx, input.id);
  refuseChanged(row, input.revision);
  const hasSecret = Object.keys(input.secret).length > 0;
  const generation = row.authType === 'oauth2' ? await findGeneration(ctx, row.id) : null;
  const draft = await draftOfUpdate(ctx, row, input);
  if (!hasSecret && sameSettings(draft.settings, row.settings)) return saveFacts(ctx, row, input);
  if (!hasSecret && row.authType === 'oauth2') return saveWithFreshTokens(ctx, row, input, draft);
  const isCarried = row.authType === 'oauth2' && carriesTokens(draft, input);
  if (isCarried) await refuseTakenBack(ctx, row);
  const result = await proven(ctx, draft, input.acceptUntested);
  const keeps = isCarried ? keeping(ctx, generation) : undefined;
  return saveVersion(ctx, row, { ...input, ...draft, reason: hasSecret ? 'replaced' : 'settings' }, result, keeps);
}

/** What was typed leaves a saved token in its place. */
const carriesTokens = (draft: Draft, { secret }: UpdateInput): boolean =>
  tokenFields.some((field) => field in draft.secret && !(field in secret));

/**
 * Other settings for tokens that stay. A refresh may replace them at any moment: those that are saved must be the newest,
 * so what was overtaken is read and proved again.
 */
const saveWithFreshTokens = (ctx: WorkspaceCtx, row: Row, input: UpdateInput, draft: Draft): Promise<SavedDto> =>
  untilKept(ctx, row.id, async (keeps) => {
    const { secret } = await openFresh(ctx, row);
    const fresh = { ...draft, secret };
    const result = await proven(ctx, fresh, input.acceptUntested);
    return saveVersion(ctx, row, { ...input, ...fresh, reason: 'settings' }, result, keeps);
  });

async function draftOfUpdate(ctx: WorkspaceCtx, row: Row, input: UpdateInput): Promise<Draft> {
  const base = pickDraft(row);
  const saved = await openVersion(ctx, row.id, row.version).catch((error: unknown) => {
    if (isAppError(error, 'UNREADABLE')) return null;
    throw error;
  });
  const savedSecret = saved?.secret ?? {};
  const hasTokens = input.secret['accessToken'] !== undefined;
  const settings = withSignIn(row, input.settings, saved?.settings ?? {}, hasTokens);
  const merged = readDraft({ ...base, settings, secret: { ...savedSecret, ...input.secret } });
  authoriseAddress(ctx, merged, row.settings);
  // What was tidied in a saved secret is nobody's to read: notices are of what was typed.
  const notices = Object.keys(input.secret).length > 0 ? merged.notices : [];
  if (saved !== null && keepsSecret(merged, saved)) return { ...merged, audience: saved.audience, notices };
  const missing = Object.keys(savedSecret).filter((field) => !(field in input.secret));
  if (missing.length > 0)
    throw new AppError('SECRET_REQUIRED', row.authType === 'oauth2' ? connectAgainText : secretRequiredText, {
      fields: missing,
      destination: merged.audience.join(', '),
    });
  return readDraft({ ...base, settings, secret: input.secret });
}

const connectAgainText =
  'Its tokens only ever go where they were meant to go. You changed where they are sent, so connect again for the new address.';

const secretRequiredText =
  'The saved secret only ever goes where it was meant to go. You changed where or how it is sent, so type the secret again.';

/** The dry run, and the decision on it: passed goes on; not testable goes on when that was said; failed never does. */
export async function proven(ctx: WorkspaceCtx, draft: Draft, acceptUntested: boolean): Promise<Verification> {
  const result = await prove(ctx, draft);
  const mayGoOn = result.outcome === 'passed' || (result.outcome === 'not_testable' && acceptUntested);
  if (!mayGoOn) throw new AppError('VERIFICATION_FAILED', result.message, { ...verificationDto(result) });
  return result;
}

export async function refuseTakenName(ctx: WorkspaceCtx, component: string, name: string): Promise<void> {
  const taken = await takenAmong(ctx, component, [nameKey(name)]);
  if (taken.size > 0) throw nameTaken(name);
}

const nameTaken = (name: string) =>
  new AppError('NAME_TAKEN', `There is a credential of this app called ${name} here already.`, { field: 'name' });

export function refuseChanged(row: Row, revision: number): void {
  if (row.revision === revision) return;
  throw new AppError(
    'CHANGED_MEANWHILE',
    'Somebody changed this credential while you were editing. Nothing was saved.',
    {
      revision: row.revision,
      updatedAt: row.updatedAt,
    },
  );
}

interface Facts {
  readonly component: string;
  readonly authType: AuthType;
  readonly name: string;
  readonly environment: string;
  readonly expiresAt: number | null;
  /** Whose account it is, where the one who acts is not limited to a consumer. */
  readonly consumerId?: string | null;
  /** Of a connection: which one of its consumer's it is. */
  readonly connectionKey?: string | null;
}

/** What must hold, or goes with it, in the same transaction. */
type Beside = (tx: Tx, now: number, id: string) => Promise<void>;

/** Null: nothing has been proved, and a check is owed from now on. */
type Proven = Verification | null;

const provedAt = (result: Proven, now: number) => (result ? stateAfter(result, now) : unproved(now));

/** Keeps a credential: sealed, with its dry run and its audit row. */
export async function insertCredential(
  ctx: WorkspaceCtx,
  facts: Facts,
  draft: Draft,
  result: Proven,
  reason: VersionReason,
  beside?: Beside,
): Promise<SavedDto> {
  const id = newId('crd');
  const addVersion = await prepareVersion(ctx, { credentialId: id, number: 1, ...draft, reason });
  const record = await recorder(ctx);
  const row = { id, name: facts.name, component: facts.component };
  const consumerId = ctx.limits?.consumerId ?? facts.consumerId ?? null;
  await transactNamed(facts.name, async (tx, now) => {
    if (consumerId !== null) await refuseGone(tx, ctx, consumerId);
    await beside?.(tx, now, id);
    await tx.insert(credentials).values({
      tenantId: ctx.tenantId,
      workspaceId: ctx.workspaceId,
      ...row,
      identifier: newIdentifier(facts.component),
      nameKey: nameKey(facts.name),
      authType: facts.authType,
      environment: facts.environment,
      settings: draft.settings,
      metadata: {},
      audience: [...draft.audience],
      version: 1,
      revision: 1,
      ...provedAt(result, now),
      expiresAt: facts.expiresAt,
      consumerId,
      connectionKey: facts.connectionKey ?? null,
      createdAt: now,
      createdBy: ctx.actor.id,
      updatedAt: now,
    });
    await addVersion(tx, now);
    if (result) await insertVerification(tx, ctx, now, { credentialId: id, version: 1 }, result);
    await record(tx, now, { action: `credential.${reason}`, ...targetOf(row), detail: { component: facts.component } });
  });
  return savedDto(row, result, draft.notices);
}

interface Saved extends Draft {
  readonly name: string;
  readonly environment: string;
  readonly expiresAt: number | null;
  readonly reason: VersionReason;
}

/**
 * Keeps another version of a credential, which is current from now on.
 * @throws AppError STATE_INVALID where it signs in another way than what was saved: tokens in the row of a key would be
 *   handed out as its secret, all of them
 */
export async function saveVersion(
  ctx: WorkspaceCtx,
  row: Row,
  saved: Saved,
  result: Proven,
  beside?: Beside,
): Promise<SavedDto> {
  if (saved.authType !== row.authType)
    throw new AppError('STATE_INVALID', `${row.name} signs in another way by now. Nothing was saved.`);
  const number = row.version + 1;
  const addVersion = await prepareVersion(ctx, { ...saved, credentialId: row.id, number });
  const record = await recorder(ctx);
  await transactNamed(saved.name, async (tx, now) => {
    await beside?.(tx, now, row.id);
    await changeRow(tx, ctx, row, {
      name: saved.name,
      nameKey: nameKey(saved.name),
      environment: saved.environment,
      expiresAt: saved.expiresAt,
      settings: saved.settings,
      audience: [...saved.audience],
      version: number,
      updatedAt: now,
      ...provedAt(result, now),
    });
    await addVersion(tx, now);
    if (result) await insertVerification(tx, ctx, now, { credentialId: row.id, version: number }, result);
    await record(tx, now, {
      action: saved.reason === 'reconnected' ? 'credential.reconnected' : 'credential.updated',
      ...targetOf(row),
      detail: { version: number, reason: saved.reason, before: row.state },
    });
  });
  return savedDto({ ...row, name: saved.name }, result, saved.notices);
}

/** Name, environment or expiry alone: nothing to prove. */
async function saveFacts(ctx: WorkspaceCtx, row: Row, input: UpdateInput): Promise<SavedDto> {
  const record = await recorder(ctx);
  await transactNamed(input.name, async (tx, now) => {
    await changeRow(tx, ctx, row, {
      name: input.name,
      nameKey: nameKey(input.name),
      environment: input.environment,
      ...(row.authType !== 'oauth2' && { expiresAt: input.expiresAt }),
      updatedAt: now,
    });
    await record(tx, now, {
      action: 'credential.updated',
      ...targetOf(row),
      detail: { name: input.name, environment: input.environment },
    });
  });
  return savedDto({ ...row, name: input.name }, null, []);
}

async function changeRow(tx: Tx, ctx: WorkspaceCtx, row: Row, set: Partial<Row>): Promise<void> {
  const changed = await tx
    .update(credentials)
    .set({ ...set, revision: row.revision + 1 })
    .where(and(ofWorkspace(ctx), live, eq(credentials.id, row.id), eq(credentials.revision, row.revision)))
    .returning({ id: credentials.id });
  if (changed.length > 0) return;
  refuseChanged(await requireRow(ctx, row.id, tx), row.revision);
  throw notFound('This credential');
}

function transactNamed<T>(name: string, closure: (tx: Tx, now: number) => Promise<T>): Promise<T> {
  return transact(closure).catch((error: unknown) => {
    if (isUniqueViolation(error, 'credentials_name_key')) throw nameTaken(name);
    throw error;
  });
}
