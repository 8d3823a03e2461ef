import { setTimeout as pause } from 'node:timers/promises';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { batchRecorder } from '#lib/audit/commands.ts';
import { checkCredential, requestChecks } from '#lib/checks/commands.ts';
import { writeWanted } from '#lib/connection-items/commands.ts';
import { decide, type Decision } from '#lib/connection-plans/queries.ts';
import { ensureConsumer } from '#lib/consumers/commands.ts';
import { requireRow } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError, notFound } from '#lib/errors.ts';
import { refreshOrRefuse } from '#lib/grants/commands.ts';
import { disconnectCredential } from '#lib/revocations/commands.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { describeConnection, requireConnection } from './queries.ts';
import {
  connectionsAtOnceMax,
  type ConnectionChange,
  type ConnectionDto,
  type ConnectionInput,
  type ConnectionPlace,
  type ImportResult,
  type RefuseChange,
} from './schema.ts';

/** Part of the same transaction, with what became of each item: the progress of a bulk import. */
export type Beside = (tx: Tx, now: number, results: readonly ImportResult[]) => Promise<void>;

/**
 * Stores up to 200 connections in one transaction. What is here already is changed, the same again changes nothing, and
 * what cannot be read is refused alone. Of two items for one connection the later counts.
 */
export async function importConnections(
  ctx: WorkspaceCtx,
  items: readonly ConnectionInput[],
  beside?: Beside,
): Promise<readonly ImportResult[]> {
  authorise(ctx, 'connection.import');
  if (items.length > connectionsAtOnceMax)
    throw new AppError('INPUT_INVALID', `At most ${connectionsAtOnceMax} connections at once.`, { field: '' });
  return untilWritten(async () => write(ctx, await decide(ctx, items, 'import'), beside));
}

/** One; throws the refusal. */
export async function importConnection(ctx: WorkspaceCtx, item: ConnectionInput): Promise<ImportResult> {
  authorise(ctx, 'connection.import');
  return storeOne(ctx, item, 'import');
}

/**
 * Changes what is given of a connection; of one that is not here yet, everything it needs has to be. Its secret stays
 * where it is not sent, and only for where it was meant to go.
 * @param refuse asked of what the change is written over, also where somebody else was faster and all is decided anew
 */
export async function updateConnection(
  ctx: WorkspaceCtx,
  change: ConnectionChange,
  refuse?: RefuseChange,
): Promise<ConnectionDto> {
  authorise(ctx, 'credential.update');
  if (!change.settings) await requireConnection(ctx, change);
  await storeOne(ctx, change, 'update', refuse);
  return describeConnection(ctx, change);
}

/**
 * Switches a connection on. Of one that nothing is saved of, the consumer alone is kept.
 * @param refuse asked as of a change, where it is switched off
 */
export async function addConnection(
  ctx: WorkspaceCtx,
  place: ConnectionPlace,
  refuse?: RefuseChange,
): Promise<ConnectionDto> {
  authorise(ctx, 'credential.create');
  const dto = await describeConnection(ctx, place);
  if (dto.credentialId !== null && !dto.enabled) await storeOne(ctx, { ...place, enabled: true }, 'update', refuse);
  if (dto.credentialId !== null) return { ...dto, enabled: true };
  await ensureConsumer(ctx, place.consumer);
  return { ...dto, state: 'added', health: 'needs_auth', enabled: true };
}

async function storeOne(
  ctx: WorkspaceCtx,
  item: ConnectionChange,
  kind: 'import' | 'update',
  refuse?: RefuseChange,
): Promise<ImportResult> {
  const [result] = await untilWritten(async () => {
    const decisions = await decide(ctx, [item], kind, refuse);
    for (const decision of decisions) if (decision.kind === 'refused') throw decision.error;
    return write(ctx, decisions);
  });
  if (!result) throw notFound('This connection');
  return result;
}

const triesMax = 6;
const restMs = 20;

/** Whoever stores the same at the same time was faster: what they have written is read, and all is decided anew. */
async function untilWritten<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isUniqueViolation(error) && !isAppError(error, 'BUSY')) throw error;
      if (tries === triesMax)
        throw new AppError('BUSY', 'Others change the same connections now. Send it again.', {}, { cause: error });
    }
    await pause(restMs * tries);
  }
}

async function write(ctx: WorkspaceCtx, decisions: readonly Decision[], beside?: Beside): Promise<ImportResult[]> {
  const prepared = decisions.flatMap((one) => (one.kind === 'written' ? [one.prepared] : []));
  const results = decisions.map(resultOf);
  if (prepared.length === 0 && !beside) return results;
  const recordAll = await batchRecorder(ctx);
  await transact(async (tx, now) => {
    if (prepared.length > 0) await writeWanted(tx, ctx, now, prepared, recordAll);
    await beside?.(tx, now, results);
  });
  return results;
}

function resultOf(decision: Decision): ImportResult {
  const { item, connectionKey } = decision;
  const base = { consumer: item.consumer, connectionKey, code: null, message: null };
  if (decision.kind === 'refused') {
    const { code, message } = decision.error;
    return { ...base, outcome: 'refused', credentialId: null, code, message, warnings: [] };
  }
  const { warnings } = decision;
  if (decision.kind === 'unchanged') return { ...base, outcome: 'unchanged', credentialId: decision.id, warnings };
  const { id, wanted } = decision.prepared;
  return { ...base, outcome: wanted.current === null ? 'created' : 'updated', credentialId: id, warnings };
}

/**
 * Asks now whether it works: tokens are refreshed where somebody can, everything else is tried at its app.
 * @throws AppError OAU-301 when its consumer has to connect it again; OAU-302 when the provider gives no token now and the
 *   last one has ended
 */
export async function validateConnection(ctx: WorkspaceCtx, place: ConnectionPlace): Promise<ConnectionDto> {
  authorise(ctx, 'credential.verify');
  const { id, grant, state } = await requireConnection(ctx, place);
  if (grant?.state === 'reconnect' || (grant?.appId && grant.isRefreshable)) {
    await refreshOrRefuse(ctx, id);
    if (state !== 'passed') await requestChecks(ctx, [id]);
  } else await checkCredential(ctx, id);
  return describeConnection(ctx, place);
}

/**
 * New tokens of a grant that needs nobody for them.
 * @throws AppError STATE_INVALID for any other grant, and where there is none; OAU-301 and OAU-302 as of `validateConnection`
 */
export async function renewConnection(ctx: WorkspaceCtx, place: ConnectionPlace): Promise<ConnectionDto> {
  authorise(ctx, 'credential.refresh');
  const { id, grant } = await requireConnection(ctx, place);
  if (!grant)
    throw new AppError('STATE_INVALID', 'This connection signs in without tokens, so there are none to renew.');
  if (grant.grantType === 'authorization_code')
    throw new AppError(
      'STATE_INVALID',
      'Only a person can give new tokens of this connection: it is authorised in a browser. Those it has are refreshed by themselves while that can be done, and at once by validate.',
    );
  await refreshOrRefuse(ctx, id);
  return describeConnection(ctx, place);
}

/**
 * To the trash.
 * @param endsAccess its access is taken back first: it has ended here whatever its provider says, also once it is restored
 * @throws AppError IN_USE, naming the flows that would stop; with `endsAccess` also CHANGED_MEANWHILE
 */
export async function deleteConnection(ctx: WorkspaceCtx, place: ConnectionPlace, endsAccess = false): Promise<void> {
  authorise(ctx, 'credential.delete');
  const { id } = await requireConnection(ctx, place);
  if (endsAccess) await disconnectCredential(ctx, await requireRow(ctx, id));
  await deleteCredentials(ctx, [id]);
}
