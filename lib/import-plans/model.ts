import type { importPlanItems, PlainItem } from '#db/schema/imports.ts';
import { printable } from '#lib/bson/printable.ts';
import type { Choice } from '#lib/imports/schema.ts';
import type { Decision } from '#lib/imports/model.ts';
import type { ReadItem } from '#lib/imports/queries.ts';
import { nameCharactersMax } from '#lib/names.ts';

export type PlanRow = typeof importPlanItems.$inferSelect;

/** Items that are decided about together, and the bytes of text after which fewer are. */
export const batchItems = 500;
export const batchWeight = 1024 * 1024;

/** What the person said, in general or for this item; an item that cannot be overridden is created beside. */
export function choiceOf(
  row: Pick<PlanRow, 'outcome' | 'overrideRefused' | 'choice'>,
  forConflicts: Choice | null,
): Choice {
  if (row.outcome === 'refused') return 'skip';
  const said = row.choice ?? (row.outcome === 'conflict' ? (forConflicts ?? 'create') : 'create');
  return said === 'override' && !canOverride(row) ? 'create' : said;
}

/** A conflict nobody has said anything about yet, in general or for this item. */
export const isOpen = (
  row: Pick<PlanRow, 'outcome' | 'overrideRefused' | 'choice'>,
  forConflicts: Choice | null,
): boolean => forConflicts === null && row.choice === null && canOverride(row);

export const canOverride = (row: Pick<PlanRow, 'outcome' | 'overrideRefused'>): boolean =>
  row.outcome === 'conflict' && row.overrideRefused === null;

export type PlanFacts = Omit<PlanRow, 'tenantId' | 'workspaceId' | 'importId'>;

/** What is kept of an item until it is applied: nothing of its secret. */
export function planFacts(item: ReadItem, decision: Decision, isSame: boolean): PlanFacts {
  const { here } = decision;
  const isConflict = decision.outcome === 'conflict';
  const isRefused = decision.outcome === 'refused';
  return {
    i: item.i,
    // The words of an item that is refused are only a foreign file's.
    name: isRefused ? printable(item.name, nameCharactersMax) : item.name,
    identifier: isRefused ? null : item.identifier,
    component: isRefused ? printable(item.component, 100) : item.component,
    environment: isRefused ? '' : item.opened.item.environment,
    outcome: decision.outcome,
    reason: item.reason === null ? null : printable(item.reason, 400),
    createName: isRefused ? '' : decision.createName,
    createIdentifier: isRefused ? null : decision.createIdentifier,
    ignored: item.opened.ignored.slice(0, 20).map((field) => printable(field, 80)),
    metBy: isConflict ? decision.by : null,
    metId: isConflict ? (here?.id ?? null) : null,
    metRevision: isConflict ? (here?.revision ?? null) : null,
    metVersion: isConflict ? (here?.version ?? null) : null,
    overrideRefused: isConflict ? decision.overrideRefused : null,
    settings: isConflict ? (item.draft?.settings ?? null) : null,
    savedAt: isConflict ? (item.opened.item.version?.savedAt.getTime() ?? null) : null,
    isSame,
    choice: null,
  };
}

/** Nothing to decide about, and nothing to say. */
export const isPlain = (item: ReadItem, decision: Decision): boolean =>
  decision.outcome === 'new' &&
  decision.createName === item.name &&
  decision.createIdentifier === item.identifier &&
  item.opened.ignored.length === 0;

export const plainItem = ({ i, name, identifier, component, opened }: ReadItem): PlainItem => ({
  i,
  name,
  identifier,
  component,
  environment: opened.item.environment,
});

/** The plan of a plain item, as a row of its own would say it. */
export const factsOfPlain = (item: PlainItem): PlanFacts => ({
  ...item,
  outcome: 'new',
  reason: null,
  createName: item.name,
  createIdentifier: item.identifier,
  ignored: [],
  metBy: null,
  metId: null,
  metRevision: null,
  metVersion: null,
  overrideRefused: null,
  settings: null,
  savedAt: null,
  isSame: false,
  choice: null,
});

/** About the bytes an item takes in memory: its texts. */
function weightOf({ opened: { item } }: ReadItem): number {
  let weight = 500;
  for (const map of [item.settings, item.metadata, item.secret])
    for (const value of Object.values(map)) weight += typeof value === 'string' ? value.length : 8;
  return weight;
}

/** Items in batches of as many as `size` says at that moment, fewer where they are heavy; the next is read ahead. */
export const inItemBatches = (items: AsyncIterable<ReadItem>, size: () => number = () => batchItems) =>
  ahead(batchesOf(items, size));

async function* batchesOf(items: AsyncIterable<ReadItem>, size: () => number): AsyncGenerator<ReadItem[]> {
  let batch: ReadItem[] = [];
  let weight = 0;
  for await (const item of items) {
    batch.push(item);
    weight += weightOf(item);
    if (batch.length < size() && weight < batchWeight) continue;
    yield batch;
    batch = [];
    weight = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Asks for the next while the one before is worked on. */
async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done === true) return;
      next = source.next();
      // Whoever asks for it hears of its failure; nobody may.
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}
