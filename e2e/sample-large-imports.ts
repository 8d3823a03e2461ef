import { createHash } from 'node:crypto';
import { transact } from '#db/client.ts';
import { importItems, importPlanItems, importRuns, imports } from '#db/schema/imports.ts';
import { hourMs, minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { signingKeyOf } from '#lib/identities/queries.ts';
import { sampleCredentials } from './sample-credentials.ts';
import { usesOf } from './sample-flows.ts';

type Run = typeof importRuns.$inferInsert;
type Import = typeof imports.$inferInsert;

/** Nobody takes these up: they stand still for whoever looks. */
const heldMs = 10_000 * hourMs;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
export const sampleLargeId = (fileName: string): string => `imp_${digest(fileName).slice(0, 26)}`;

interface LargeSample {
  readonly fileName: string;
  readonly minutesAgo: number;
  readonly run?: Pick<Run, 'kind' | 'state' | 'done'> & Partial<Run>;
  readonly import?: Pick<Import, 'created' | 'overridden' | 'skipped' | 'refused'> & Partial<Import>;
}

const total = 12_400;
const conflicts = ['pg-orders-replica', 'pg-ledger', 'stripe-billing', 'gh-deploy-token', 'rest-carrier-rates'];
const fresh = 620;
const refused = 8;

/** One of each state a large import can be in. */
const samples: readonly LargeSample[] = [
  { fileName: 'contoso-all.bson', minutesAgo: 2, run: { kind: 'plan', state: 'due', done: 4_800 } },
  {
    fileName: 'stores-of-the-north.bson',
    minutesAgo: 38,
    run: {
      kind: 'plan',
      state: 'ready',
      done: fresh + conflicts.length + refused,
      total: fresh + conflicts.length + refused,
      fresh,
      conflicts: conflicts.length,
      refused,
    },
  },
  {
    fileName: 'cut-short.bson',
    minutesAgo: 55,
    run: {
      kind: 'plan',
      state: 'failed',
      done: 7_200,
      errorCode: 'IMP-207',
      errorMessage: 'Item 7,314 does not match its seal: the file changed after it was signed.',
    },
  },
  {
    fileName: 'warehouse-keys.bson',
    minutesAgo: 6,
    run: { kind: 'apply', state: 'due', done: 5_210 },
    import: { created: 5_180, overridden: 22, skipped: 8, refused: 0, state: 'applying' },
  },
  {
    fileName: 'partners-2025.bson',
    minutesAgo: 5 * 60,
    import: { created: 6, overridden: 0, skipped: 2, refused: 0, state: 'stopped' },
  },
  {
    fileName: 'trial-accounts.bson',
    minutesAgo: 9 * 60,
    run: { kind: 'undo', state: 'due', done: 3_975 },
    import: { created: total, overridden: 0, skipped: 0, refused: 0, state: 'undoing' },
  },
  {
    fileName: 'old-shop.bson',
    minutesAgo: 26 * 60,
    import: { created: total - 40, overridden: 40, skipped: 0, refused: 0, undoLeft: 3, undoneByLabel: 'Jonas Lind' },
  },
];

/** Writes large imports as the engine program would have left them; `idOf` knows the credentials that are there already. */
export async function insertSampleLargeImports(ctx: WorkspaceCtx, now: number, idOf: IdOf) {
  const { publicKey } = await signingKeyOf(ctx.tenantId);
  for (const sample of samples) {
    await transact(async (tx) => {
      if (sample.run)
        await tx.insert(importRuns).values({ ...runRow(ctx, now, sample, sample.run), signerKey: publicKey });
      if (sample.import) await tx.insert(imports).values(importRow(ctx, now, sample, sample.import));
      if (sample.import && sample.import.state !== 'applying')
        await tx.insert(importItems).values(itemRows(ctx, sampleLargeId(sample.fileName), sample.import, idOf));
    });
    if (sample.run?.state !== 'ready') continue;
    const rows = planRows(ctx, sampleLargeId(sample.fileName), idOf);
    for (let at = 0; at < rows.length; at += 200)
      await transact(async (tx) => {
        await tx.insert(importPlanItems).values(rows.slice(at, at + 200));
      });
  }
}

const placeOf = ({ tenantId, workspaceId }: WorkspaceCtx) => ({ tenantId, workspaceId });

function runRow(ctx: WorkspaceCtx, now: number, { fileName, minutesAgo }: LargeSample, run: LargeSample['run']): Run {
  const startedAt = now - minutesAgo * minuteMs;
  const file = {
    resourceType: 'credential',
    fileName,
    bytes: 11_400_000,
    count: run?.total ?? total,
    exportedAt: startedAt - hourMs,
    origin: { tenantName: 'Northwind', workspaceName: 'Staging' },
    sealing: 'passphrase',
    platformVersion: null,
  } as const;
  return {
    ...placeOf(ctx),
    id: sampleLargeId(fileName),
    kind: 'plan',
    state: 'due',
    done: 0,
    total,
    startedBy: ctx.actor.id,
    startedAt,
    isStopAsked: false,
    leasedUntil: now + heldMs,
    generation: 1,
    attempts: 0,
    fileKey: null,
    signerKey: null,
    file,
    sha256: digest(fileName),
    exportId: null,
    fresh: 0,
    conflicts: 0,
    refused: 0,
    forConflicts: null,
    errorCode: null,
    errorMessage: null,
    expiresAt: startedAt + 24 * hourMs,
    ...run,
  };
}

function importRow(
  ctx: WorkspaceCtx,
  now: number,
  { fileName, minutesAgo }: LargeSample,
  row: NonNullable<LargeSample['import']>,
): Import {
  const appliedAt = now - minutesAgo * minuteMs;
  return {
    ...placeOf(ctx),
    id: sampleLargeId(fileName),
    fileName,
    fileBytes: 11_400_000,
    sha256: digest(fileName),
    sealing: 'passphrase',
    signerFingerprint: '2B04 0622 9B41 3A35 45A4 91DC C0DC 6292 2BBE C315',
    signerStanding: 'known',
    exportId: `exp_${digest(fileName).slice(0, 26)}`,
    exportedAt: appliedAt - hourMs,
    appliedAt,
    appliedBy: ctx.actor.id,
    appliedByLabel: 'Mara Okafor',
    total,
    ...(row.undoneByLabel ? { undoneAt: appliedAt + 20 * hourMs, undoneBy: ctx.actor.id } : {}),
    ...row,
  };
}

const storeName = (i: number): string => `Till of store ${String(i).padStart(4, '0')}`;

/** Credentials of the sample that came as they are and that no active flow uses. */
const lasting = sampleCredentials.filter(
  (one) => one.deletedDaysAgo === undefined && one.state !== 'unreadable' && usesOf(one.identifier, 'active') === 0,
);

type IdOf = (identifier: string) => string;

/** The first of its items: `here` of them still are, and say why where the import was undone; the others are gone. */
function itemRows(ctx: WorkspaceCtx, importId: string, row: NonNullable<LargeSample['import']>, idOf: IdOf) {
  const here = row.state === 'stopped' ? row.created : (row.undoLeft ?? 0);
  const left = row.skipped + row.refused;
  return Array.from({ length: row.state === 'stopped' ? here + left : 14 }, (_, at) => {
    const known = at < here ? lasting[at] : undefined;
    return {
      ...placeOf(ctx),
      importId,
      i: at + 1,
      name: known?.name ?? storeName(at + 1),
      component: known?.component ?? 'rest',
      outcome: at >= here && row.state === 'stopped' ? ('skipped' as const) : ('created' as const),
      reason: at < (row.undoLeft ?? 0) ? 'Not undone. It was changed since.' : null,
      isOlder: false,
      ...(known ? { credentialId: idOf(known.identifier), revision: 1, versionAfter: 1 } : {}),
    };
  });
}

/** New ones, five that meet a credential of the sample, and some of an app that is not here. */
function planRows(ctx: WorkspaceCtx, importId: string, idOf: IdOf) {
  const base = { ...placeOf(ctx), importId, environment: 'production', ignored: [], isSame: false };
  const plain = { reason: null, metBy: null, overrideRefused: null, settings: null };
  const met = conflicts.map((identifier, at) => {
    const known = sampleCredentials.find((one) => one.identifier === identifier);
    const version = identifier === 'pg-orders-replica' ? 3 : 1;
    return {
      ...base,
      ...plain,
      i: at * 3 + 2,
      name: known?.name ?? '',
      identifier,
      component: known?.component ?? '',
      outcome: 'conflict' as const,
      createName: `${known?.name ?? ''} 2`,
      metBy: (['both', 'name', 'identifier'] as const)[at % 3] ?? 'both',
      metId: idOf(identifier),
      metRevision: version,
      metVersion: version,
      settings: at === 0 ? { ...known?.settings, host: 'db2.northwind.example' } : { ...known?.settings },
    };
  });
  const taken = new Set(met.map((row) => row.i));
  const others = Array.from({ length: fresh + refused + conflicts.length }, (_, at) => at + 1)
    .filter((i) => !taken.has(i))
    .map((i, at) => {
      const isRefused = at % 78 === 8 && at / 78 < refused;
      return {
        ...base,
        ...plain,
        i,
        name: storeName(i),
        identifier: isRefused ? null : `rest-till-${String(i).padStart(4, '0')}`,
        component: isRefused ? 'vault-archive' : 'rest',
        outcome: isRefused ? ('refused' as const) : ('new' as const),
        reason: isRefused ? 'This installation has no app called vault-archive.' : null,
        createName: isRefused ? '' : storeName(i),
      };
    });
  return [...met, ...others];
}
