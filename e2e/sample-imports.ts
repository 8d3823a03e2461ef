import { createHash } from 'node:crypto';
import { transact } from '#db/client.ts';
import { importItems, imports } from '#db/schema/imports.ts';
import { dayMs, minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { Outcome } from '#lib/import-history/schema.ts';
import { sampleCredentials } from './sample-credentials.ts';

type SignerStanding = typeof imports.$inferInsert.signerStanding;

interface SampleImport {
  readonly fileName: string;
  readonly fileBytes: number;
  readonly minutesAgo: number;
  readonly by: string;
  readonly signerStanding: SignerStanding;
  readonly isUndone?: boolean;
  readonly items: readonly SampleItem[];
}

interface SampleItem {
  readonly outcome: Outcome;
  /** Of a credential of the sample… */
  readonly identifier?: string;
  /** …or a name that is not among them. */
  readonly name?: string;
  readonly component?: string;
  readonly reason?: string;
  readonly isOlder?: boolean;
  /** How many versions the credential has by now. */
  readonly version?: number;
}

const day = 24 * 60;
const noApp = 'This installation has no app called vault-archive.';

/** One can be undone, one is in use by now, one was undone. */
export const sampleImports: readonly SampleImport[] = [
  {
    fileName: 'northwind-staging.bson',
    fileBytes: 3_312,
    minutesAgo: day + 20,
    by: 'Mara Okafor',
    signerStanding: 'own',
    items: [
      { outcome: 'overridden', identifier: 'pg-orders-replica', version: 3, isOlder: true },
      { outcome: 'created', identifier: 'stripe-test-mode' },
      { outcome: 'skipped', name: 'Ledger', component: 'postgres' },
      { outcome: 'refused', name: 'Cold archive', component: 'vault-archive', reason: noApp },
    ],
  },
  {
    fileName: 'handover-from-contoso.bson',
    fileBytes: 2_180,
    minutesAgo: 12 * day,
    by: 'Jonas Lind',
    signerStanding: 'confirmed',
    items: [
      { outcome: 'created', identifier: 'gh-deploy-token' },
      { outcome: 'created', identifier: 'mc-loyalty' },
    ],
  },
  {
    fileName: 'keys of the old tool.bson',
    fileBytes: 640,
    minutesAgo: 70 * day,
    by: 'Jonas Lind',
    signerStanding: null,
    isUndone: true,
    items: [{ outcome: 'created', name: 'Old invoices', component: 'rest' }],
  },
];

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The id of the import of a file of the sample. */
export const sampleImportId = (fileName: string): string => `imp_${digest(fileName).slice(0, 26)}`;

/** Writes the history as the imports would have; `idOf` knows the credentials, which are there already. */
export async function insertSampleImports(ctx: WorkspaceCtx, now: number, idOf: (identifier: string) => string) {
  for (const one of sampleImports) {
    const id = sampleImportId(one.fileName);
    const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
    const isSigned = one.signerStanding !== null;
    const appliedAt = now - one.minutesAgo * minuteMs;
    const count = (outcome: Outcome) => one.items.filter((item) => item.outcome === outcome).length;
    await transact(async (tx) => {
      await tx.insert(imports).values({
        ...place,
        id,
        fileName: one.fileName,
        fileBytes: one.fileBytes,
        sha256: digest(id),
        sealing: isSigned ? 'passphrase' : 'none',
        signerFingerprint: isSigned ? '2B04 0622 9B41 3A35 45A4 91DC C0DC 6292 2BBE C315' : null,
        signerStanding: one.signerStanding,
        exportId: isSigned ? `exp_${digest(one.fileName).slice(0, 26)}` : null,
        exportedAt: isSigned ? appliedAt - dayMs : null,
        appliedAt,
        appliedBy: ctx.actor.id,
        appliedByLabel: one.by,
        created: count('created'),
        overridden: count('overridden'),
        skipped: count('skipped'),
        refused: count('refused'),
        total: one.items.length,
        undoneAt: one.isUndone ? appliedAt + 40 * minuteMs : null,
        undoneBy: one.isUndone ? ctx.actor.id : null,
        undoneByLabel: one.isUndone ? 'Mara Okafor' : null,
      });
      await tx
        .insert(importItems)
        .values(one.items.map((item, at) => ({ ...place, importId: id, i: at + 1, ...rowOf(item, idOf) })));
    });
  }
}

function rowOf(item: SampleItem, idOf: (identifier: string) => string) {
  const { outcome, identifier, reason = null, isOlder = false, version = 1 } = item;
  const known = sampleCredentials.find((one) => one.identifier === identifier);
  const name = known?.name ?? item.name ?? '';
  const shown = { outcome, reason, isOlder, name, component: known?.component ?? item.component ?? '' };
  if (identifier === undefined) return shown;
  const stored = { ...shown, credentialId: idOf(identifier), revision: version, versionAfter: version };
  if (outcome === 'created') return stored;
  const before = { revisionBefore: version - 1, versionBefore: version - 1 };
  return { ...stored, ...before, environmentBefore: known?.environment ?? '', metadataBefore: {} };
}
