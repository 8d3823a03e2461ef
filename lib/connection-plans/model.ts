import type { Current } from '#lib/connection-items/model.ts';
import { ownFieldsOf } from '#lib/connectors/model.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { audienceOf } from '#lib/catalog/input.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import { keepsSecret, type Draft } from '#lib/credentials/model.ts';
import type { Settings } from '#db/schema/credentials.ts';
import { factsOf } from '#lib/grant-rows/model.ts';
import { canonicalJson } from '#lib/json.ts';
import { name, nameCharactersMax, nameKey, numberedName } from '#lib/names.ts';
import { deriveKey } from '#lib/vault/aead.ts';
import { mac } from '#lib/vault/signing.ts';
import { tokenFields } from '#lib/versions/model.ts';
import type { OpenedVersion } from '#lib/versions/queries.ts';

/** What hashes of tokens are keyed with. */
export const hashKeyOf = (dataKey: Uint8Array): Uint8Array => deriveKey(dataKey, 'import');

/** Of tokens themselves alone: a clock changes their times, and their settings are compared apart. */
function tokensHashOf(key: Uint8Array, { secret }: Draft): string {
  const { accessToken = null, refreshToken = null } = secret;
  return mac(key, Buffer.from(canonicalJson({ accessToken, refreshToken }))).toString('hex');
}

/** What was sent: how one signs in, and when its tokens end, where that was said. */
export interface Sent {
  readonly draft: Draft;
  /** The draft carries the saved tokens on. */
  readonly keepsTokens: boolean;
  readonly saidEndsAt: number | null;
}

/**
 * Tells that the same tokens were sent again, to whoever has the data key of the tenant; of themselves nothing to anybody
 * else. The end stands beside it, so that tokens are known again by whoever corrects it. Null: it signs in without tokens.
 */
export function importHashOf(
  key: Uint8Array,
  { draft, saidEndsAt }: Pick<Sent, 'draft' | 'saidEndsAt'>,
): string | null {
  if (draft.authType !== 'oauth2') return null;
  const hash = tokensHashOf(key, draft);
  return saidEndsAt === null ? hash : `${hash}.${saidEndsAt}`;
}

/**
 * What a connection does not hold yet of what was sent: nothing, only when its tokens end, other settings for the tokens it
 * has, or what one signs in with.
 */
export interface News {
  readonly kind: 'none' | 'end' | 'settings' | 'draft';
  /** To be saved. Null: what one signs in with stays. */
  readonly draft: Draft | null;
}

export const nothingNew: News = { kind: 'none', draft: null };

/**
 * Tokens that were refreshed since they were sent are others now: then the hash of what was sent tells that they are
 * known, and only their settings may be news. Once those of a grant that has ended were removed or taken back, whatever is
 * sent begins it anew.
 */
export function newsOf(current: Current, { draft, keepsTokens, saidEndsAt }: Sent, hashKey: Uint8Array): News {
  const whole: News = { kind: keepsTokens ? 'settings' : 'draft', draft };
  if (draft.component !== current.component) return whole;
  const { opened, authType, generation, refreshedAt } = current;
  // What cannot be read keeps nothing: refreshed tokens are lost with it, and those that are sent are better than none.
  if (!opened || authType !== draft.authType) return whole;
  if (authType !== 'oauth2') return isSame(opened, draft) ? nothingNew : whole;
  const known = knownIn(current, draft, hashKey);
  const isThere = hasTokensOf(opened, draft);
  if (!isThere) return (known && newSettingsOf(current, opened, draft)) ?? whole;
  if (!isOfClient(opened, draft) || !hasSettingsOf(opened, draft)) return whole;
  // Of newer tokens than those that were sent, the provider has said when they end.
  if (saidEndsAt === null || generation === null || refreshedAt !== null) return nothingNew;
  const isSentAgain = known?.saidEndsAt === String(saidEndsAt);
  const endsSo = factsOf(draft)?.accessExpiresAt === factsOf(opened)?.accessExpiresAt;
  return isSentAgain || endsSo ? nothingNew : { kind: 'end', draft: null };
}

/** Whether its tokens are those that were imported last: the hash is gone once another secret is saved. Null: they are not. */
function knownIn({ importHash, state, hasEnded }: Current, draft: Draft, hashKey: Uint8Array) {
  const [hash, saidEndsAt] = importHash?.split('.') ?? [];
  // A dry run may have passed with a token that lived on after its grant: the state alone does not tell.
  const isOver = state === 'reconnect' || hasEnded;
  return !isOver && hash === tokensHashOf(hashKey, draft) ? { saidEndsAt } : null;
}

const isSame = ({ settings, secret }: OpenedVersion, draft: Draft): boolean =>
  canonicalJson({ settings, secret }) === canonicalJson({ settings: draft.settings, secret: draft.secret });

const isOfClient = ({ settings: { clientId } }: OpenedVersion, draft: Draft): boolean =>
  (draft.settings['clientId'] ?? clientId) === clientId;

const hasSettingsOf = ({ settings }: OpenedVersion, draft: Draft): boolean =>
  canonicalJson(ownOf(draft, draft.settings)) === canonicalJson(ownOf(draft, settings));

/** For tokens that were refreshed here. Null: there are none, or they would go where they were not meant to go. */
function newSettingsOf(current: Current, opened: OpenedVersion, draft: Draft): News | null {
  if (opened.secret['accessToken'] === undefined) return null;
  if (hasSettingsOf(opened, draft)) return nothingNew;
  const { component, authType, notices } = draft;
  const settings = { ...opened.settings, ...ownOf(draft, draft.settings) };
  const method = findMethod(getComponent(component), authType);
  const audience = method ? audienceOf(method, settings) : [];
  if (!keepsSecret({ component, authType, settings, audience }, current)) return null;
  const kept = { component, authType, notices, settings, secret: { ...opened.secret }, audience: current.audience };
  return { kind: 'settings', draft: kept };
}

const hasTokensOf = ({ secret }: Pick<Draft, 'secret'>, draft: Draft): boolean =>
  tokenFields.every((key) => secret[key] === draft.secret[key]);

/** What is typed of the settings, without what a sign-in brings. */
function ownOf({ component, authType }: Pick<Draft, 'component' | 'authType'>, settings: Settings): Settings {
  const method = findMethod(getComponent(component), authType);
  const names = new Set(method ? ownFieldsOf(method).map((field) => field.name) : []);
  return Object.fromEntries(Object.entries(settings).filter(([key]) => names.has(key)));
}

/** The names a new credential may have: the consumer, else which connection of theirs. */
export function namesFor(consumer: string, connectionKey: string): readonly [string, string] {
  const plain = plainName(consumer);
  const start = [...plain]
    .slice(0, nameCharactersMax - connectionKey.length - 3)
    .join('')
    .trimEnd();
  return [plain, plainName(`${start} (${connectionKey})`)];
}

/** The same where somebody has both. */
export const numberedNames = (long: string): readonly string[] =>
  Array.from({ length: numbersMax }, (_, index) => numberedName(long, index + 2));

const numbersMax = 20;

/** What a name may not have is left out; somebody whose id has nothing else is just that. */
function plainName(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');
  const read = name.safeParse([...clean].slice(0, nameCharactersMax).join(''));
  return read.success ? read.data : 'Consumer';
}

/** The first that is free. @returns null: somebody has them all */
export const firstFree = (names: readonly string[], taken: ReadonlySet<string>): string | null =>
  names.find((one) => !taken.has(nameKey(one))) ?? null;

interface Changing {
  readonly kind: 'import' | 'update';
  readonly isContentSame: boolean;
  readonly wasEnabled: boolean;
  readonly enabled: boolean;
}

/** What a change is called in the activity; nothing: it is none. */
export const actionsOf = ({ kind, isContentSame, wasEnabled, enabled }: Changing): string[] => [
  ...(isContentSame ? [] : [kind === 'import' ? 'credential.overridden' : 'credential.updated']),
  ...(wasEnabled === enabled ? [] : [enabled ? 'credential.enabled' : 'credential.disabled']),
];
