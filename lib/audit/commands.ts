import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Tx } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import type { Actor } from '#lib/ctx.ts';
import { emit } from '#lib/events/commands.ts';
import { newId } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import { deriveKey } from '#lib/vault/aead.ts';
import type { DataKey } from '#lib/vault/keyring.ts';
import { mac } from '#lib/vault/signing.ts';
import { auditBytes, type AuditDetail, type AuditFields } from './model.ts';

export interface AuditEntry {
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  readonly targetLabel: string;
  readonly detail?: AuditDetail;
}

/** Who acts, and where. A Ctx fits. */
export interface AuditScope {
  readonly tenantId: string;
  readonly workspaceId?: string | null;
  readonly actor: Actor;
  readonly requestId: string;
  readonly address: string;
}

export type Recorder = (tx: Tx, now: number, entry: AuditEntry) => Promise<void>;
export type BatchRecorder = (tx: Tx, now: number, entries: readonly AuditEntry[]) => Promise<void>;

/** Fetches the key before the transaction; the recorder only writes. No row, no effect: call it inside. */
export async function recorder(scope: AuditScope): Promise<Recorder> {
  return recorderFrom(await (await keyring()).current(scope.tenantId), scope);
}

/** For what concerns the whole tenant: it is told in each of its workspaces, whichever one the person came through. */
export const tenantRecorder = (scope: Omit<AuditScope, 'workspaceId'>): Promise<Recorder> =>
  recorder({ ...scope, workspaceId: null });

/** A row each in one statement, for many at once: a few hundred at the most. */
export async function batchRecorder(scope: AuditScope): Promise<BatchRecorder> {
  const rowOf = rowMaker(await (await keyring()).current(scope.tenantId), scope);
  return async (tx, now, entries) => {
    await tx.insertMany(
      audit,
      entries.map((entry) => rowOf(now, entry)),
    );
    await tell(tx, now, scope, entries);
  };
}

export const auditKey = (dataKey: Uint8Array): Buffer => deriveKey(dataKey, 'audit');

/** As long as the data key itself is kept open. */
const derived = new WeakMap<Uint8Array, KeyObject>();

function keptAuditKey(dataKey: Uint8Array): KeyObject {
  const kept = derived.get(dataKey);
  if (kept) return kept;
  const key = createSecretKey(auditKey(dataKey));
  derived.set(dataKey, key);
  return key;
}

/** The same, for a tenant whose data key is not in the database yet. */
export function recorderFrom(dataKey: DataKey, scope: AuditScope): Recorder {
  const rowOf = rowMaker(dataKey, scope);
  return async (tx, now, entry) => {
    await tx.insertMany(audit, [rowOf(now, entry)]);
    await tell(tx, now, scope, [entry]);
  };
}

/** What happens in a workspace is told to those who listen there. */
async function tell(
  tx: Tx,
  now: number,
  { tenantId, workspaceId }: AuditScope,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (workspaceId) await emit(tx, now, { tenantId, workspaceId }, entries);
}

function rowMaker(dataKey: DataKey, scope: AuditScope) {
  const { keyId } = dataKey;
  const key = keptAuditKey(dataKey.bytes);
  return (now: number, entry: AuditEntry): typeof audit.$inferInsert => {
    const row: AuditFields = {
      tenantId: scope.tenantId,
      id: newId('aud', now),
      at: now,
      workspaceId: scope.workspaceId ?? null,
      actorKind: scope.actor.kind,
      actorId: scope.actor.id,
      actorLabel: scope.actor.label,
      action: entry.action,
      targetKind: entry.targetKind,
      targetId: entry.targetId,
      targetLabel: entry.targetLabel,
      detail: entry.detail ?? {},
      requestId: scope.requestId,
      address: scope.address,
      keyId,
    };
    return { ...row, mac: mac(key, auditBytes(row)) };
  };
}
