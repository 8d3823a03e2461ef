import { expiryWords } from '#components/credentials/words.ts';
import type { StateName } from '#components/ui/states.ts';
import type { ApiDoor, KeyDto, Scope } from '#lib/api-keys/schema.ts';
import { expiringDays } from '#lib/credentials/schema.ts';
import { dayMs } from '#lib/clock.ts';

/** What a key may do: the tick, and what follows from it. */
export const scopeWords: Record<Scope, { readonly label: string; readonly means: string }> = {
  metadata: {
    label: 'See what there is',
    means: 'Names, settings and states of credentials, flows and consumers. Never a secret.',
  },
  secrets: {
    label: 'Fetch secrets',
    means: 'Keys and fresh tokens of the credentials here. Each one fetched is written to the activity.',
  },
  import: {
    label: 'Bring connections in',
    means: 'Create, change, check and import credentials. It does not take their secrets out.',
  },
  manage: {
    label: 'Manage',
    means:
      'Delete and restore; switch flows on and off; webhooks, consumers, keys; the activity. With Fetch secrets, export.',
  },
};

const short: Record<Scope, string> = {
  metadata: 'see',
  secrets: 'fetch secrets',
  import: 'bring in',
  manage: 'manage',
};

/** `See, fetch secrets`: in a cell of a table. */
export function scopesWords(scopes: readonly Scope[]): string {
  const words = scopes.map((scope) => short[scope]).join(', ');
  return words === '' ? 'Nothing' : words.charAt(0).toUpperCase() + words.slice(1);
}

/** How a token begins says what it is; of one in a browser only its end is known. */
const beginnings: Record<KeyDto['kind'], string> = { key: 'khk_', user: 'khu_', session: '' };

export const hintWords = ({ kind, hint }: Pick<KeyDto, 'kind' | 'hint'>): string => `${beginnings[kind]}…${hint}`;

export const kindWords: Record<KeyDto['kind'], string> = {
  key: 'API key',
  user: 'User token',
  session: 'Session',
};

/** What people know it by: a key by its name, a token by its kind and its end. */
export const tokenWords = (key: Pick<KeyDto, 'kind' | 'name' | 'hint'>): string =>
  key.kind === 'key' ? key.name : `${kindWords[key.kind].toLowerCase()} ${hintWords(key)}`;

interface Standing {
  readonly mark: StateName;
  readonly words: string;
}

/** What is there for an hour or two is not warned of. */
export function standingOf(key: Pick<KeyDto, 'kind' | 'state' | 'expiresAt'>, now: number): Standing {
  if (key.state === 'revoked') return { mark: 'unverified', words: 'Revoked' };
  if (key.expiresAt === null) return { mark: 'passed', words: 'Active' };
  if (key.state === 'expired') return { mark: 'unverified', words: expiryWords(key.expiresAt, now) };
  const isSoon = key.kind === 'key' && key.expiresAt <= now + expiringDays * dayMs;
  return isSoon ? { mark: 'expiring', words: expiryWords(key.expiresAt, now) } : { mark: 'passed', words: 'Active' };
}

/** A first request that any key may make: who am I? */
export const exampleOf = ({ apiUrl }: Pick<ApiDoor, 'apiUrl'>): string =>
  `curl -H "Authorization: Bearer $KEYHAVEN_KEY" ${apiUrl}/v1/me`;
