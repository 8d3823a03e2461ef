import type { exports } from '#db/schema/exports.ts';
import type { AuditDetail } from '#lib/audit/model.ts';
import { minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { keyProvider, signingKey } from '#lib/installation/queries.ts';
import type { Binding } from '#lib/vault/seal.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import type { Selection } from '#lib/export-items/schema.ts';
import type { ExportProgress, ExportState, KeyExportInput } from './schema.ts';

type Row = typeof exports.$inferSelect;

const fileKeyContext = Buffer.from('keyhaven file key');

/** Names this installation in files that only it opens. */
const ownInstallationId = async (): Promise<string> => fingerprint((await signingKey()).publicKey);

export async function wrapFileKey(fileKey: Buffer): Promise<{ installationId: string; wrapped: Buffer }> {
  const provider = await keyProvider();
  return { installationId: await ownInstallationId(), wrapped: await provider.wrap(fileKey, fileKeyContext) };
}

export async function unwrapFileKey(installationId: string, wrapped: Buffer): Promise<Buffer> {
  if (installationId !== (await ownInstallationId()))
    throw new AppError('IMP-205', 'The file is sealed to another installation and only opens there.');
  return (await keyProvider()).unwrap(wrapped, fileKeyContext);
}

/** A file key that waits for its file opens as the key of that export alone. */
export const waitingKeyBinding = (row: Pick<Row, 'tenantId' | 'workspaceId' | 'id'>): Binding => ({
  tenantId: row.tenantId,
  workspaceId: row.workspaceId,
  credentialId: row.id,
  field: 'export key',
  version: 0,
  audience: [],
});

/** `northwind-operations-2026-11-20.bson`: tenant, workspace and day; `what` is in it stands before the day. */
export function exportFileName(
  scope: { tenantSlug: string; workspaceSlug: string },
  now: number,
  what: string | null = null,
): string {
  const day = new Date(now).toISOString().slice(0, 10);
  return `${[scope.tenantSlug, scope.workspaceSlug, what, day].filter((part) => part !== null).join('-')}.bson`;
}

/** How long a file that is asked for waits: for its next part to be prepared, then to be fetched. */
export const waitingMs = 10 * minuteMs;
/** A file that is being sent for so long is not being sent any more. */
export const sendingMs = 60 * minuteMs;
/** One call prepares so long and then says how far it is. */
export const sliceMs = 500;

/** Of the file: what it is sealed to, without anything that opens it. */
export type SealedTo = Pick<Row, 'sealing' | 'recipientName' | 'recipientFingerprint'>;

/** The same for the audit. */
export const sealingDetail = ({ sealing, recipientName, recipientFingerprint }: SealedTo): AuditDetail =>
  sealing === 'recipient'
    ? { sealing: 'receiving key', recipient: recipientName, fingerprint: recipientFingerprint }
    : { sealing };

/** The file travels to the browser in pieces of this size. */
export const pieceBytes = 64 * 1_024;

/** The columns of an export that is over: nothing can be had from it. */
export const over = { sealedKey: null, expiresAt: null } as const;

export const filePlace = (ctx: WorkspaceCtx) => ({ tenantId: ctx.tenantId, workspaceId: ctx.workspaceId });

/** Which credentials, without what else was asked: passphrase and password go no further. */
export function selectionOf(input: KeyExportInput): Selection {
  if (input.scope === 'all') return { scope: 'all' };
  if (input.scope === 'selected') return { scope: 'selected', ids: [...new Set(input.ids)] };
  return { scope: 'app', component: input.component, filter: input.filter };
}

/** For the audit. */
export const targetOfExport = ({ id, count }: Pick<Row, 'id' | 'count'>) => ({
  targetKind: 'export',
  targetId: id,
  targetLabel: count === 1 ? '1 credential' : `${count.toLocaleString('en-GB')} credentials`,
});

/** A file whose time is over is not to be had, also before the job has come by. */
export const stateNow = ({ state, expiresAt }: Pick<Row, 'state' | 'expiresAt'>, now: number): ExportState =>
  expiresAt !== null && expiresAt <= now ? (state === 'sending' ? 'broken' : 'expired') : state;

export const progressOf = (
  row: Pick<Row, 'id' | 'state' | 'fileName' | 'looked' | 'total' | 'count'>,
): ExportProgress => ({
  id: row.id,
  state: row.state,
  fileName: row.fileName,
  done: row.looked,
  total: Math.max(row.total, row.looked),
  count: row.count,
  leftOut: row.looked - row.count,
});

/** EXPORT_ENDED: there is no file to be had from it any more, and why. */
export const ended = (state: ExportState): AppError =>
  new AppError('EXPORT_ENDED', `${endings[state] ?? 'This file is not here any more.'} Export again.`, { state });

const endings: Partial<Record<ExportState, string>> = {
  ready: 'This file waited too long.',
  sending: 'This file has been fetched already.',
  sent: 'This file has been fetched already.',
  broken: 'This file was fetched, and broke off.',
  expired: 'This file waited too long.',
  cancelled: 'This export was cancelled.',
  failed: 'This file could not be made.',
};
