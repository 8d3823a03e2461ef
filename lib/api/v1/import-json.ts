import { z } from '@hono/zod-openapi';
import type { FileDto } from '#lib/files/schema.ts';
import type { ImportRow } from '#lib/import-history/schema.ts';
import type { PlanItem, ReadResult } from '#lib/imports/schema.ts';
import { at, atOrNull, instant } from './wire.ts';

export const importedFile = z
  .object({
    fileName: z.string(),
    bytes: z.int(),
    count: z.int(),
    exportedAt: instant.nullable(),
    origin: z.object({ tenantName: z.string(), workspaceName: z.string() }).nullable(),
    sealing: z.string(),
    signer: z
      .object({ fingerprint: z.string(), standing: z.string(), label: z.string().nullable() })
      .nullable()
      .openapi({ description: 'An unknown one is confirmed by `acceptSigner`.' }),
    platformVersion: z.string().nullable().openapi({ description: 'Another one that wrote it; null: ours.' }),
  })
  .openapi('ImportedFile');

export const importedFileJson = (row: FileDto): z.output<typeof importedFile> => ({
  fileName: row.fileName,
  bytes: row.bytes,
  count: row.count,
  exportedAt: atOrNull(row.exportedAt),
  origin: row.origin && { tenantName: row.origin.tenantName, workspaceName: row.origin.workspaceName },
  sealing: row.sealing,
  signer: row.signer && {
    fingerprint: row.signer.fingerprint,
    standing: row.signer.standing,
    label: row.signer.label,
  },
  platformVersion: row.platformVersion,
});

const conflict = z
  .object({
    by: z.enum(['name', 'identifier', 'both']),
    id: z.string(),
    name: z.string(),
    activeFlows: z.array(z.string()),
    overrideRefused: z.string().nullable(),
    older: z.object({ file: instant, here: instant }).nullable(),
    diff: z.array(z.object({ label: z.string(), here: z.string(), file: z.string(), isChanged: z.boolean() })),
  })
  .openapi('Conflict');

const item = z
  .object({
    i: z.int(),
    name: z.string(),
    identifier: z.string().nullable(),
    component: z.string(),
    environment: z.string(),
    outcome: z.enum(['new', 'conflict', 'refused']),
    reason: z.string().nullable(),
    conflict: conflict.nullable(),
    createName: z.string().openapi({ description: 'What `create` would call it.' }),
    ignored: z.array(z.string()),
  })
  .openapi('PlanItem');

const conflictJson = (row: NonNullable<PlanItem['conflict']>): z.output<typeof conflict> => ({
  by: row.by,
  id: row.id,
  name: row.name,
  activeFlows: [...row.activeFlows],
  overrideRefused: row.overrideRefused,
  older: row.older && { file: at(row.older.file), here: at(row.older.here) },
  diff: row.diff.map(({ label, here, file: there, isChanged }) => ({ label, here, file: there, isChanged })),
});

const itemJson = (row: PlanItem): z.output<typeof item> => ({
  i: row.i,
  name: row.name,
  identifier: row.identifier,
  component: row.component,
  environment: row.environment,
  outcome: row.outcome,
  reason: row.reason,
  conflict: row.conflict && conflictJson(row.conflict),
  createName: row.createName,
  ignored: [...row.ignored],
});

export const importPlan = z
  .object({
    kind: z
      .enum(['plan', 'passphrase', 'large'])
      .openapi({ description: '`passphrase`: it has to be sent. `large`: more than is imported at once.' }),
    file: importedFile,
    token: z.string().nullable(),
    items: z.array(item),
  })
  .openapi('ImportPlan');

export const planJson = (shown: ReadResult): z.output<typeof importPlan> => ({
  kind: shown.kind,
  file: importedFileJson(shown.file),
  token: shown.kind === 'plan' ? shown.token : null,
  items: shown.kind === 'plan' ? shown.items.map(itemJson) : [],
});

export const importFacts = z
  .object({
    id: z.string(),
    fileName: z.string(),
    fileBytes: z.int(),
    signerStanding: z.string().nullable(),
    appliedAt: instant,
    appliedBy: z.string(),
    counts: z.object({ created: z.int(), overridden: z.int(), skipped: z.int(), refused: z.int() }),
    total: z.int(),
    state: z.enum(['applying', 'applied', 'stopped', 'undoing']),
    undone: z.object({ at: instant, by: z.string(), left: z.int() }).nullable(),
  })
  .openapi('Import');

export const importJson = (row: ImportRow): z.output<typeof importFacts> => ({
  id: row.id,
  fileName: row.fileName,
  fileBytes: row.fileBytes,
  signerStanding: row.signerStanding,
  appliedAt: at(row.appliedAt),
  appliedBy: row.appliedBy,
  counts: { ...row.counts },
  total: row.total,
  state: row.state,
  undone: row.undone && { at: at(row.undone.at), by: row.undone.by, left: row.undone.left },
});
