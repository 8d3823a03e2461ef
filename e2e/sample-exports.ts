import { createHash } from 'node:crypto';
import { transact } from '#db/client.ts';
import { exportItems, exports } from '#db/schema/exports.ts';
import { minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { ExportRow, ExportState } from '#lib/exports/schema.ts';
import { sampleCredentials } from './sample-credentials.ts';
import { sampleFlowId } from './sample-flows.ts';

interface SampleExport {
  readonly name: string;
  readonly minutesAgo: number;
  readonly by: string;
  readonly state: ExportState;
  readonly sealing: ExportRow['sealing'];
  readonly recipientName?: string;
  readonly reason?: string;
  /** Of credentials of the sample; a flow has none. */
  readonly identifiers: readonly string[];
  readonly leftOut?: string;
}

const day = 24 * 60;

const sampleExports: readonly SampleExport[] = [
  {
    name: 'chosen',
    minutesAgo: 52,
    by: 'Mara Okafor',
    state: 'sent',
    sealing: 'passphrase',
    reason: 'Move to Contoso',
    identifiers: ['mc-newsletter', 'mc-loyalty'],
  },
  {
    name: 'everything',
    minutesAgo: 2 * day,
    by: 'Jonas Lind',
    state: 'sent',
    sealing: 'recipient',
    recipientName: 'Contoso',
    reason: 'Second site, rehearsal',
    identifiers: ['pg-orders-replica', 'pg-ledger', 'mc-loyalty', 'rest-warehouse-robot'],
    leftOut: 'rest-warehouse-robot',
  },
  { name: 'flow', minutesAgo: 3 * day, by: 'Jonas Lind', state: 'sent', sealing: 'installation', identifiers: [] },
  {
    name: 'forgotten',
    minutesAgo: 9 * day,
    by: 'Jonas Lind',
    state: 'expired',
    sealing: 'passphrase',
    reason: 'For the audit',
    identifiers: ['gh-deploy-token'],
  },
];

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

export const sampleExportId = (name: string): string => `exp_${digest(name).slice(0, 26)}`;

/** Writes the history as the exports would have; `idOf` knows the credentials, which are there already. */
export async function insertSampleExports(ctx: WorkspaceCtx, now: number, idOf: (identifier: string) => string) {
  for (const one of sampleExports) {
    const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
    const id = sampleExportId(one.name);
    const at = now - one.minutesAgo * minuteMs;
    const isFlow = one.identifiers.length === 0;
    const count = isFlow ? 1 : one.identifiers.length;
    const isSent = one.state === 'sent';
    await transact(async (tx) => {
      await tx.insert(exports).values({
        ...place,
        id,
        resourceType: isFlow ? 'flow' : 'credential',
        state: one.state,
        fileName: isFlow ? 'northwind-operations-nightly-ledger.bson' : 'northwind-operations.bson',
        createdAt: at,
        createdBy: ctx.actor.id,
        createdByLabel: one.by,
        total: count,
        looked: count,
        count: one.leftOut ? count - 1 : count,
        fileBytes: 1_024 + 640 * count,
        sealing: one.sealing,
        recipientName: one.recipientName ?? null,
        recipientFingerprint: one.sealing === 'recipient' ? '7C1E 55A0 91D2 0B77 E4C8 3F19 AA60 18D5 4E02 9B3C' : null,
        reason: one.reason ?? null,
        signerFingerprint: isSent ? '2B04 0622 9B41 3A35 45A4 91DC C0DC 6292 2BBE C315' : null,
        sentAt: isSent ? at + minuteMs : null,
        sha256: isSent ? digest(id) : null,
      });
      const flow = { i: 1, targetId: sampleFlowId('Nightly ledger'), name: 'Nightly ledger' };
      const items = one.identifiers.map((identifier, n) => itemOf(identifier, n + 1, idOf, one.leftOut));
      await tx.insert(exportItems).values((isFlow ? [flow] : items).map((row) => ({ ...place, exportId: id, ...row })));
    });
  }
}

function itemOf(identifier: string, i: number, idOf: (identifier: string) => string, leftOut: string | undefined) {
  const known = sampleCredentials.find((one) => one.identifier === identifier);
  if (!known) throw new Error(`The sample has no ${identifier}.`);
  const { name, component, authType, environment } = known;
  const why = identifier === leftOut ? 'UNREADABLE' : null;
  const row = { i, targetId: idOf(identifier), name, component, identifier, authType, environment };
  return { ...row, leftOut: why, metadata: {}, version: 1 };
}
