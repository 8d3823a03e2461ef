import { and, or } from 'drizzle-orm';
import { z } from 'zod';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { credentials } from '#db/schema/credentials.ts';
import { inWorker } from '#lib/bson/in-worker.ts';
import { documentsMax } from '#lib/bson/limits.ts';
import type { OpenedItem } from '#lib/bson/read.ts';
import type { ReadyUnlock } from '#lib/bson/worker-messages.ts';
import { findComponent, listComponents } from '#lib/catalog/catalog.ts';
import { iconOf } from '#lib/catalog/icons.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import { describeConflict, isSameVersion, storedVersion } from '#lib/conflicts/queries.ts';
import type { ConflictDto } from '#lib/conflicts/schema.ts';
import { readDraft, type Draft } from '#lib/credentials/model.ts';
import { live, ofWorkspace, takenAmong } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError, type AppError } from '#lib/errors.ts';
import { fileDto, openFile, unlocked, type OpenedFile } from '#lib/files/queries.ts';
import type { ReadInput } from '#lib/files/schema.ts';
import { printable } from '#lib/bson/printable.ts';
import { environmentLabel, name, nameCharactersMax, nameKey, numberedName } from '#lib/names.ts';
import { endpointsOfClient } from '#lib/oauth-apps/queries.ts';
import { readUpload } from '#lib/uploads/queries.ts';
import {
  componentOf,
  createDecider,
  fit,
  tokenOf,
  type Decider,
  type Decision,
  type Here,
  type Incoming,
} from './model.ts';
import { itemsMax, type PlanItem, type ReadResult } from './schema.ts';

/** An item that has been read by the manifest, or the reason it could not be. */
export interface ReadItem extends Incoming {
  readonly opened: OpenedItem;
  readonly draft: Draft | null;
}

export async function readItems(ctx: WorkspaceCtx, file: OpenedFile, unlock: ReadyUnlock): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const item of streamItems(ctx, file.upload, unlock)) items.push(item);
  return items;
}

/** The same, one at a time: what a caller keeps is all that is kept. */
export async function* streamItems(
  ctx: WorkspaceCtx,
  upload: OpenedFile['upload'],
  unlock: ReadyUnlock,
): AsyncGenerator<ReadItem> {
  for await (const opened of inWorker(ctx.tenantId).openItems(readUpload(ctx, upload), unlock))
    yield await withEndpoints(ctx, readItem(opened, unlock.kind === 'plain'));
}

/** What no file has said of tokens: the OAuth app here that is their client refreshes them. */
async function withEndpoints(ctx: WorkspaceCtx, read: ReadItem): Promise<ReadItem> {
  const { draft, component } = read;
  const clientId = draft?.settings['clientId'];
  if (draft?.authType !== 'oauth2' || typeof clientId !== 'string' || read.opened.item.audience !== null) return read;
  if (isOfClient(draft)) return read;
  const endpoints = await endpointsOfClient({ tenantId: ctx.tenantId, component, clientId });
  return { ...read, draft: { ...draft, audience: [...new Set([...draft.audience, ...endpoints])].toSorted() } };
}

/**
 * Its tokens come from the client secret of an OAuth app alone. A file nobody answers for does not bring it to give them
 * to the address in that file.
 */
const isOfClient = ({ authType, settings }: Draft): boolean =>
  authType === 'oauth2' && settings['grantType'] === 'client_credentials';

function readItem(given: OpenedItem, isPlain: boolean): ReadItem {
  const opened = isPlain ? fitted(given) : given;
  const { item, i } = opened;
  const facts = {
    i,
    opened,
    name: item.name,
    identifier: item.identifier,
    component: item.component,
    authType: item.authType,
  };
  try {
    const draft = readDraft({ ...facts, settings: item.settings, secret: item.secret });
    const reason = labelReason(item) ?? audienceReason(item, draft.audience);
    if (reason !== null) return { ...facts, reason, draft: null };
    const narrowed = item.audience ?? draft.audience;
    const audience =
      isPlain && isOfClient(draft) ? narrowed.filter((entry) => draft.audience.includes(entry)) : narrowed;
    return { ...facts, reason: null, draft: { ...draft, audience } };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ...facts, reason: reasonOf(error, item.component), draft: null };
  }
}

/**
 * A file may narrow where its settings lead, never lead elsewhere. Tokens may go to their provider's endpoints as well,
 * which no setting names: they do so only where an OAuth app of this tenant has the same endpoint.
 */
function audienceReason({ audience, authType }: OpenedItem['item'], settings: readonly string[]): string | null {
  const stray = audience?.find((entry) => !settings.includes(entry) && !(authType === 'oauth2' && isEndpoint(entry)));
  return stray === undefined ? null : `Its secret is for ${printable(stray, 80)}, and its settings lead elsewhere.`;
}

const isEndpoint = (entry: string): boolean => /^https?:\/\/[^/\s]+:\d{1,5}$/.test(entry);

/** The rules of the form, so that nothing comes in that could not be typed; a file may have no environment. */
function labelReason(item: OpenedItem['item']): string | null {
  const wrong = name.safeParse(item.name).error ?? environmentLabel.or(z.literal('')).safeParse(item.environment).error;
  return wrong?.issues[0]?.message ?? null;
}

/** A document of another tool, in the words of the manifest. Where the app is not here it stays as it is. */
function fitted(opened: OpenedItem): OpenedItem {
  const { item } = opened;
  const component = componentOf(item.component, listComponents());
  const entry = findComponent(component);
  if (!entry || 'broken' in entry) return opened;
  const method = findMethod(entry, item.authType) ?? (entry.authMethods.length === 1 ? entry.authMethods[0] : null);
  if (!method) return { ...opened, item: { ...item, component } };
  const { settings, secret, ignored } = fit(method, item.settings, item.secret);
  return {
    ...opened,
    item: { ...item, component, authType: method.type, settings, secret },
    ignored: [...opened.ignored, ...ignored],
  };
}

const reasonOf = (error: AppError, component: string): string =>
  error.code === 'NOT_FOUND' ? `This installation has no app called ${component}.` : error.message;

/** What the items meet here, now. Inside a transaction it holds until commit. */
export async function decisionsOf(
  ctx: WorkspaceCtx,
  items: readonly ReadItem[],
  fileSha256: string,
  db: ReadDb | Tx = read(),
): Promise<{ decisions: Decision[]; token: string }> {
  const decisions = await decideWith(createDecider(), ctx, items, db);
  return { decisions, token: tokenOf(fileSha256, decisions) };
}

/** The same for some items of a file, with the decider that has seen the ones before. */
export async function decideWith(
  decider: Decider,
  ctx: WorkspaceCtx,
  items: readonly Incoming[],
  db: ReadDb | Tx = read(),
): Promise<Decision[]> {
  const here = await listHere(ctx, items, db);
  // A name that nothing here has and nothing before it had is free.
  const isMet = metNames(here, items, decider);
  const taken = new Map<string, Set<string>>();
  for (const component of new Set(items.map((item) => item.component)))
    taken.set(component, await takenNames(ctx, component, { items: items.filter(isMet), decider, db }));
  return decider.decide(items, here, taken);
}

function metNames(here: readonly Here[], items: readonly Incoming[], decider: Decider): (item: Incoming) => boolean {
  const keyOf = (one: { component: string }, key: string) => `${one.component} ${key}`;
  const met = new Set(here.map((one) => keyOf(one, one.nameKey)));
  const once = new Set<string>();
  for (const item of items) {
    const key = keyOf(item, nameKey(item.name));
    if (once.has(key) || decider.tried(item) > 0) met.add(key);
    once.add(key);
  }
  return (item) => met.has(keyOf(item, nameKey(item.name)));
}

interface Asking {
  readonly items: readonly Incoming[];
  readonly decider: Decider;
  readonly db: ReadDb | Tx;
}

/** Enough of the taken names for every item to find a free one: asked for by exact keys, in steps that double. */
async function takenNames(ctx: WorkspaceCtx, component: string, { items, decider, db }: Asking) {
  const wanted = new Map<string, { name: string; needed: number; after: number }>();
  for (const item of items.filter((one) => one.component === component)) {
    const key = nameKey(item.name);
    const needed = (wanted.get(key)?.needed ?? 0) + 1;
    wanted.set(key, { name: item.name, needed, after: decider.tried(item) });
  }
  const taken = new Set<string>();
  let open = [...wanted.values()];
  for (let from = 1, count = 2; open.length > 0; from += count, count *= 2) {
    const range = Array.from({ length: count }, (_, index) => from + index);
    const keysOf = ({ name, after }: { name: string; after: number }) =>
      range.map((n) => nameKey(numberedName(name, after + n)));
    const met = await takenAmong(ctx, component, open.flatMap(keysOf), db);
    for (const key of met) taken.add(key);
    open = open
      .map((one) => ({ ...one, needed: one.needed - keysOf(one).filter((key) => !met.has(key)).length }))
      .filter((one) => one.needed > 0);
  }
  return taken;
}

async function listHere(ctx: WorkspaceCtx, items: readonly Incoming[], db: ReadDb | Tx): Promise<Here[]> {
  const identifiers = items.flatMap((item) => (item.identifier === null ? [] : [item.identifier]));
  const byName = and(
    inList(credentials.component, [...new Set(items.map((item) => item.component))]),
    inList(credentials.nameKey, [...new Set(items.map((item) => nameKey(item.name)))]),
  );
  return db
    .select({
      id: credentials.id,
      identifier: credentials.identifier,
      name: credentials.name,
      nameKey: credentials.nameKey,
      component: credentials.component,
      authType: credentials.authType,
      environment: credentials.environment,
      version: credentials.version,
      revision: credentials.revision,
    })
    .from(credentials)
    .where(
      and(
        ofWorkspace(ctx),
        live,
        identifiers.length > 0 ? or(byName, inList(credentials.identifier, identifiers)) : byName,
      ),
    );
}

/** What is read by this import. */
export const ofCredentials = { expected: 'credential', itemsMax } as const;
/** The same where a plan comes first. */
export const ofManyCredentials = { expected: 'credential', itemsMax: documentsMax } as const;

/** The file as a person is shown it: what is in it, what it meets, what may be chosen. Nothing is stored. */
export async function readImport(ctx: WorkspaceCtx, input: ReadInput): Promise<ReadResult> {
  authorise(ctx, 'credential.import');
  const file = await openFile(ctx, input.uploadId, ofManyCredentials);
  const unlock = await unlocked(file, input.passphrase);
  if (unlock === null) return { kind: 'passphrase', file: await fileDto(ctx, file, null) };
  if (file.inspection.count > itemsMax) return { kind: 'large', file: await fileDto(ctx, file, unlock) };
  const items = await readItems(ctx, file, unlock);
  const { decisions, token } = await decisionsOf(ctx, items, file.inspection.sha256);
  const shown: PlanItem[] = [];
  for (const [index, item] of items.entries()) {
    const decision = decisions[index];
    if (decision) shown.push(await planItem(ctx, item, decision));
  }
  return { kind: 'plan', file: await fileDto(ctx, file, unlock), token, items: shown };
}

/** Of an item that is refused the words are only a foreign file's. */
export const shownOf = ({ name: given, component, reason }: Pick<ReadItem, 'name' | 'component' | 'reason'>) =>
  reason === null
    ? { name: given, component, reason }
    : {
        name: printable(given, nameCharactersMax),
        component: printable(component, 100),
        reason: printable(reason, 400),
      };

async function planItem(ctx: WorkspaceCtx, item: ReadItem, decision: Decision): Promise<PlanItem> {
  const entry = findComponent(item.component);
  const shown = shownOf(item);
  return {
    i: item.i,
    name: shown.name,
    identifier: item.identifier,
    component: item.component,
    componentName: entry?.name ?? shown.component,
    icon: iconOf(entry ?? { name: shown.component }),
    environment: item.opened.item.environment,
    outcome: decision.outcome,
    reason: shown.reason,
    conflict: decision.outcome === 'conflict' ? await conflictOf(ctx, item, decision) : null,
    createName: decision.createName,
    ignored: item.opened.ignored,
  };
}

async function conflictOf(ctx: WorkspaceCtx, item: ReadItem, decision: Decision): Promise<ConflictDto | null> {
  const { here, by, overrideRefused } = decision;
  const { draft, opened } = item;
  if (here === null || by === null || draft === null) return null;
  const { environment, version } = opened.item;
  const file = { ...item, environment, settings: draft.settings, savedAt: version?.savedAt.getTime() ?? null };
  const stored = await storedVersion(ctx, here);
  const isSame = isSameVersion(stored, { id: version?.id ?? null, secret: draft.secret });
  return describeConflict(ctx, { here, by, overrideRefused, stored }, { ...file, isSame });
}
