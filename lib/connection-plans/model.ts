import type { Current } from '#lib/connection-items/model.ts';
import { ownFieldsOf } from '#lib/connectors/model.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import type { Draft } from '#lib/credentials/model.ts';
import type { Settings } from '#db/schema/credentials.ts';
import { factsOf } from '#lib/grant-rows/model.ts';
import { canonicalJson } from '#lib/json.ts';
import { name, nameCharactersMax, nameKey, numberedName } from '#lib/names.ts';
import { deriveKey } from '#lib/vault/aead.ts';
import { mac } from '#lib/vault/signing.ts';

/** Of a draft: what was sent, without times, which a clock changes. */
const contentOf = ({ authType, settings, secret }: Pick<Draft, 'authType' | 'settings' | 'secret'>) => {
  const { expiresAt: _end, refreshExpiresAt: _refreshEnd, ...tokens } = secret;
  return { authType, settings, secret: authType === 'oauth2' ? tokens : secret };
};

/** What hashes of drafts are keyed with. */
export const hashKeyOf = (dataKey: Uint8Array): Uint8Array => deriveKey(dataKey, 'import');

const contentHashOf = (key: Uint8Array, draft: Draft, version: number): string =>
  mac(key, Buffer.from(canonicalJson({ ...contentOf(draft), version }))).toString('hex');

/** What was sent: how one signs in, and when its tokens end, where that was said. */
export interface Sent {
  readonly draft: Draft;
  readonly saidEndsAt: number | null;
}

/**
 * Tells that the same was sent again, to whoever has the data key of the tenant; of the content nothing to anybody else.
 * The end stands beside it, so that tokens are known again by whoever corrects it.
 */
export function hashOf(key: Uint8Array, { draft, saidEndsAt }: Sent, version: number): string {
  const hash = contentHashOf(key, draft, version);
  return saidEndsAt === null ? hash : `${hash}.${saidEndsAt}`;
}

/** What of a draft a connection does not hold yet: nothing, only when its tokens end, or what one signs in with. */
export type News = 'none' | 'end' | 'draft';

export function newsOf(current: Current, sent: Sent, hashKey: Uint8Array): News {
  const { draft, saidEndsAt } = sent;
  if (!isSame(current, draft, hashKey)) return 'draft';
  const { opened, generation, refreshedAt } = current;
  // Of newer tokens than those that were sent, the provider has said when they end.
  const isNewer = !opened || !hasTokensOf(opened, draft) || refreshedAt !== null;
  if (saidEndsAt === null || generation === null || isNewer) return 'none';
  const isSentAgain = current.importHash === hashOf(hashKey, sent, current.version);
  return isSentAgain || factsOf(draft)?.accessExpiresAt === factsOf(opened)?.accessExpiresAt ? 'none' : 'end';
}

/**
 * Whether a connection holds this already. Tokens that were refreshed since they were sent are others now: then the hash
 * of what was sent tells. A grant that has ended is begun anew by whatever is sent.
 */
function isSame(current: Current, draft: Draft, hashKey: Uint8Array): boolean {
  if (draft.component !== current.component) return false;
  const [sentHash] = current.importHash?.split('.') ?? [];
  if (current.state !== 'reconnect' && sentHash === contentHashOf(hashKey, draft, current.version)) return true;
  const { opened, authType } = current;
  if (!opened || authType !== draft.authType) return false;
  if (authType !== 'oauth2')
    return canonicalJson(contentOf(draft)) === canonicalJson(contentOf({ ...opened, authType }));
  const { clientId = opened.settings['clientId'] } = draft.settings;
  const sameSettings = canonicalJson(ownOf(draft, draft.settings)) === canonicalJson(ownOf(draft, opened.settings));
  return hasTokensOf(opened, draft) && sameSettings && clientId === opened.settings['clientId'];
}

const hasTokensOf = ({ secret }: Pick<Draft, 'secret'>, draft: Draft): boolean =>
  ['accessToken', 'refreshToken'].every((key) => secret[key] === draft.secret[key]);

/** What is typed of the settings, without what a sign-in brings. */
function ownOf({ component, authType }: Pick<Draft, 'component' | 'authType'>, settings: Settings): Settings {
  const entry = findComponent(component);
  const method = entry && !('broken' in entry) ? findMethod(entry, authType) : null;
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
