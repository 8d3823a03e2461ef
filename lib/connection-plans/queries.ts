import { prepareWanted, type Prepared, type Wanted } from '#lib/connection-items/commands.ts';
import { readItem, type Current, type Reading, type Surroundings } from '#lib/connection-items/model.ts';
import { findConsumerIds, findSurroundings, keyOf, openCurrents } from '#lib/connection-items/queries.ts';
import { refuseConfiguration } from '#lib/connection-members/model.ts';
import { connectionKeyOf } from '#lib/connectors/model.ts';
import { requireConnector } from '#lib/connectors/queries.ts';
import type { Connector } from '#lib/connectors/schema.ts';
import { takenAmong } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { canonicalJson } from '#lib/json.ts';
import { keyring } from '#lib/keys/queries.ts';
import { nameCharactersMax, nameKey } from '#lib/names.ts';
import { actionsOf, firstFree, hashKeyOf, importHashOf, namesFor, newsOf, nothingNew, numberedNames } from './model.ts';
import type { ConnectionChange, RefuseChange } from './schema.ts';

interface Placed {
  readonly item: ConnectionChange;
  readonly connectionKey: string;
}

/** What is to be done with an item. Nothing of it is written yet; what it signs in with is sealed. */
export type Decision = Placed &
  (
    | { readonly kind: 'refused'; readonly error: AppError }
    | { readonly kind: 'unchanged'; readonly id: string; readonly warnings: readonly string[] }
    | { readonly kind: 'written'; readonly prepared: Prepared; readonly warnings: readonly string[] }
  );

/** An item that can be read, beside what is here of it. */
interface Read extends Placed {
  readonly connector: Connector;
  readonly current: Current | null;
  readonly reading: Reading;
}

/**
 * Reads items beside what is here now. Of two for one connection the later counts.
 * @param refuse asked first of each that is here, as it was read: it is written over no other state than that
 */
export async function decide(
  ctx: WorkspaceCtx,
  items: readonly ConnectionChange[],
  kind: 'import' | 'update',
  refuse?: RefuseChange,
): Promise<Decision[]> {
  const around = await findSurroundings(ctx);
  const read = await readItems(ctx, items, around, refuse);
  const last = new Map(read.flatMap((one) => ('error' in one ? [] : [[placeOf(one), one] as const])));
  const names = await namesOf(ctx, [...last.values()]);
  const dataKey = await (await keyring()).current(ctx.tenantId);
  const hashKey = hashKeyOf(dataKey.bytes);
  const decided = new Map<string, Exclude<Decision, { kind: 'refused' }>>();
  for (const [place, one] of last) {
    const wanted = wantedOf(one, { hashKey, around, name: names.get(place) ?? '', kind });
    const { item, connectionKey, current } = one;
    const facts = { item, connectionKey, warnings: one.reading.warnings };
    if (wanted) decided.set(place, { ...facts, kind: 'written', prepared: await prepareWanted(ctx, wanted, dataKey) });
    else decided.set(place, { ...facts, kind: 'unchanged', id: current?.id ?? '' });
  }
  return read.map((one): Decision => {
    if ('error' in one) return { ...one, kind: 'refused' };
    const decision = decided.get(placeOf(one));
    if (!decision) throw new AppError('INTERNAL');
    return last.get(placeOf(one)) === one ? decision : overruled(one, decision);
  });
}

const placeOf = ({ item, connectionKey }: Placed): string => keyOf({ consumer: item.consumer, connectionKey });

const overruled = ({ item, connectionKey }: Placed, later: Exclude<Decision, { kind: 'refused' }>): Decision => ({
  item,
  connectionKey,
  kind: 'unchanged',
  id: later.kind === 'written' ? later.prepared.id : later.id,
  warnings: ['A later item of this import is for the same connection, and counts instead.'],
});

type Refused = Placed & { readonly error: AppError };

async function readItems(
  ctx: WorkspaceCtx,
  items: readonly ConnectionChange[],
  around: Surroundings,
  refuse?: RefuseChange,
) {
  const placed = items.map((item): (Placed & { connector: Connector }) | Refused =>
    orRefused(item, () => {
      const connector = requireConnector(item.unifiedApi, item.serviceId);
      return { item, connector, connectionKey: connector.connectionKey };
    }),
  );
  // A key that is refused may have anything in it, which a database is not asked for.
  const wanted = placed.flatMap((one) =>
    'error' in one ? [] : [{ consumer: one.item.consumer, connectionKey: one.connectionKey }],
  );
  const currents = await openCurrents(ctx, wanted);
  const isLimited = ctx.limits !== undefined && ctx.limits.consumerId !== null;
  const consumers = wanted.map((one) => one.consumer);
  const own = isLimited ? await findConsumerIds(ctx, consumers) : null;
  return placed.map((one): Read | Refused => {
    if ('error' in one) return one;
    const { item, connector, connectionKey } = one;
    const current = currents.get(placeOf(one)) ?? null;
    return orRefused(item, () => {
      if (own && !own.has(item.consumer)) throw notFound('This consumer');
      if (current) refuse?.(current);
      refuseConfiguration(item.configuration);
      return { item, connectionKey, connector, current, reading: readItem(item, { ctx, connector, current, around }) };
    });
  });
}

function orRefused<T>(item: ConnectionChange, read: () => T): T | Refused {
  try {
    return read();
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { item, connectionKey: connectionKeyOf(item.unifiedApi, item.serviceId), error };
  }
}

/** Names of those that are new, each free here and among themselves. */
async function namesOf(ctx: WorkspaceCtx, read: readonly Read[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const component of new Set(read.map((one) => one.connector.component))) {
    const fresh = read.filter((one) => one.current === null && one.connector.component === component);
    const choices = fresh.map((one) => ({ one, choice: namesFor(one.item.consumer, one.connectionKey) }));
    const taken = await takenAmong(
      ctx,
      component,
      choices.flatMap(({ choice }) => choice.map(nameKey)),
    );
    for (const { one, choice } of choices) {
      const name = firstFree(choice, taken) ?? (await anotherName(ctx, component, choice[1], taken));
      taken.add(nameKey(name));
      names.set(placeOf(one), name);
    }
  }
  return names;
}

/** Numbered; who has all of these too is told from the others by chance. */
async function anotherName(ctx: WorkspaceCtx, component: string, long: string, taken: ReadonlySet<string>) {
  const numbered = numberedNames(long);
  const all = await takenAmong(ctx, component, numbered.map(nameKey));
  return (
    firstFree(numbered, new Set([...taken, ...all])) ??
    [...`${newId('crd').slice(-12)} ${long}`].slice(0, nameCharactersMax).join('')
  );
}

interface Deciding {
  readonly hashKey: Uint8Array;
  readonly around: Surroundings;
  readonly name: string;
  readonly kind: 'import' | 'update';
}

/** What is to be written of an item; null: nothing. */
function wantedOf(read: Read, { hashKey, around, name, kind }: Deciding): Wanted | null {
  const { item, connectionKey, connector, current, reading } = read;
  const { draft, keepsTokens, saidEndsAt } = reading;
  const base = { consumer: item.consumer, connectionKey, component: connector.component };
  const enabled = item.enabled ?? current?.enabled ?? true;
  const configuration = item.configuration ?? current?.configuration ?? [];
  const metadata = reading.metadata ?? current?.metadata ?? {};
  const beside = { enabled, configuration, metadata };
  if (!current) {
    if (!draft) throw new AppError('INTERNAL');
    const importHash = importHashOf(hashKey, { draft, saidEndsAt });
    return { ...base, ...beside, importHash, current, name, environment: around.environment, draft };
  }
  const sent = draft && { draft, keepsTokens, saidEndsAt };
  const news = sent ? newsOf(current, sent, hashKey) : nothingNew;
  const before = { enabled: current.enabled, configuration: current.configuration, metadata: current.metadata };
  const isContentSame =
    news.kind === 'none' && canonicalJson({ ...beside, enabled }) === canonicalJson({ ...before, enabled });
  const actions = actionsOf({ kind, isContentSame, wasEnabled: current.enabled, enabled });
  if (actions.length === 0) return null;
  const isToBeKnown = news.kind === 'draft' || news.kind === 'end';
  const importHash = sent && isToBeKnown ? importHashOf(hashKey, sent) : current.importHash;
  const expiresAt = news.kind === 'end' ? (draft?.secret['expiresAt'] ?? null) : null;
  const change = { draft: news.draft, keepsTokens: news.kind === 'settings', expiresAt };
  return { ...base, ...beside, importHash, current, ...change, actions };
}
