/** What must hold of an import at every moment, and at its end. Each throws AssertionError. */
import assert from 'node:assert/strict';
import type { CredentialItem } from '#lib/bson/item.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import {
  auditedTargets,
  readBorder,
  readCredentials,
  readImportRow,
  readJournal,
  type Border,
} from './import-state.ts';

type Place = Pick<WorkspaceCtx, 'tenantId' | 'workspaceId'>;

/** Counts before the import began: what it adds is told from what was there. */
export interface Before {
  readonly live: number;
  readonly versions: number;
  readonly audited: Readonly<Record<string, number>>;
}

/**
 * Between two batches: whatever was journalled is stored with its version and its audit row, and nothing else is.
 */
export function checkBorder({ run, journal, planned, ...now }: Border, before: Before): void {
  const created = journal.filter((item) => item.outcome === 'created').length;
  const overridden = journal.filter((item) => item.outcome === 'overridden').length;
  const added = (action: string) => (now.audited[action] ?? 0) - (before.audited[action] ?? 0);
  assert.equal(now.live - before.live, created, 'credentials are those the journal calls created');
  assert.equal(now.versions - before.versions, created + overridden, 'every stored item has one version');
  assert.equal(added('credential.imported'), created, 'every created credential has one audit row');
  assert.equal(added('credential.overridden'), overridden, 'every overridden credential has one audit row');
  assert.deepEqual(
    journal.map((item) => item.i),
    journal.map((_, index) => index + 1),
    'the journal has every item up to the border, once',
  );
  if (run === null) return;
  assert.notEqual(run.state, 'failed', `the run was given up: ${run.error}`);
  if (run.kind === 'apply') assert.equal(journal.length, run.done, 'the journal reaches as far as the run says');
  else assert.equal(journal.length, 0, 'a plan stores nothing');
  if (run.kind === 'plan') assert.ok(planned <= run.done, 'a plan holds nothing beyond its border');
}

/** A finished import, in a form that may be compared with another of the same file. */
export async function finished(ctx: Place, importId: string, before: Before) {
  const border = await readBorder(ctx, importId);
  checkBorder(border, before);
  assert.equal(border.run, null, 'nothing is left to do');
  assert.equal(border.planned, 0, 'the plan is gone');
  const ids = (outcome: string) =>
    border.journal.flatMap((item) => (item.outcome === outcome ? [item.credentialId ?? ''] : [])).toSorted();
  assert.equal(new Set(ids('created')).size, ids('created').length, 'no item was stored twice');
  const audited = await auditedTargets(ctx, 'credential.imported');
  const own = new Set(ids('created'));
  assert.deepEqual(
    audited.filter((id) => own.has(id)),
    ids('created'),
    'one audit row for each created credential',
  );
  assert.deepEqual(await auditedTargets(ctx, 'credential.overridden'), ids('overridden'), 'and each overridden one');
  return {
    import: await readImportRow(ctx, importId),
    journal: await readJournal(ctx, importId),
    credentials: await readCredentials(ctx),
    audited: border.audited,
  };
}

export type Finished = Awaited<ReturnType<typeof finished>>;

/** Names the first difference: a whole state is too long to read. */
export function checkEqual(found: Finished, wanted: Finished): void {
  assert.deepEqual(found.import, wanted.import);
  assert.deepEqual(found.audited, wanted.audited);
  for (const part of ['journal', 'credentials'] as const) {
    assert.equal(found[part].length, wanted[part].length, `as many in ${part}`);
    for (const [index, one] of found[part].entries()) assert.deepEqual(one, wanted[part][index]);
  }
}

/** The undisturbed import did what it should: every item that can be imported is here with its own secret. */
export function checkFile({ journal, credentials }: Finished, items: readonly CredentialItem[]): void {
  assert.equal(journal.length, items.length);
  const here = new Map(credentials.map((one) => [`${one.component} ${one.name}`, one]));
  for (const [index, item] of items.entries()) {
    if (journal[index]?.outcome === 'refused') continue;
    const stored = here.get(`${item.component} ${item.name}`);
    const current = stored?.versions.find((version) => version.number === stored.version);
    assert.deepEqual(current?.secret, item.secret, item.name);
    assert.equal(current?.versionId, item.version.id, item.name);
  }
}
