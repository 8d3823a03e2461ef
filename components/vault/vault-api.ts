import { queryOptions } from '@tanstack/react-query';
import type { Session } from './session.ts';

export interface FormField {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly required: boolean;
  readonly sensitive: boolean;
  readonly placeholder?: string | null;
  readonly description?: string | null;
  readonly options?: readonly { readonly label: string; readonly value: string }[];
  readonly value?: string | number | boolean | null;
}

/** A connection as the listener for machines tells it. */
export interface Connection {
  readonly id: string;
  readonly unified_api: string;
  readonly service_id: string;
  readonly name: string;
  readonly tag_line?: string;
  readonly auth_type: string;
  readonly oauth_grant_type?: string;
  readonly state: string;
  readonly health?: string;
  readonly enabled: boolean;
  readonly integration_state: string;
  readonly form_fields: readonly FormField[];
  readonly updated_at: number | null;
}

export interface Change {
  readonly enabled?: boolean;
  readonly settings?: Readonly<Record<string, string | null>>;
}

/** What the listener refused, or that nobody answered. */
class VaultRefusal extends Error {
  /** 0: there was no answer. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Place = Pick<Connection, 'unified_api' | 'service_id'>;

const pathOf = ({ unified_api, service_id }: Place): string =>
  `/vault/connections/${encodeURIComponent(unified_api)}/${encodeURIComponent(service_id)}`;

/** The listener for machines, asked as the consumer of a session. */
export function createVaultApi(origin: string, { token, application }: Session) {
  const headers = {
    authorization: `Bearer ${token}`,
    'x-apideck-auth-type': 'JWT',
    'x-apideck-app-id': application,
  };

  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(origin + path, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'omit',
    }).catch(() => {
      throw new VaultRefusal(0, 'Nobody answers just now. Try again in a moment.');
    });
    const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
    if (response.ok) return answer.data;
    throw new VaultRefusal(response.status, wordsOf(answer.detail));
  }

  return {
    list: () => ask<readonly Connection[]>('GET', '/vault/connections'),
    change: (place: Place, change: Change) => ask<Connection>('PATCH', pathOf(place), change),
    check: (place: Place) => ask<{ state: string }>('POST', `${pathOf(place)}/validate`, {}),
    remove: (place: Place) => ask<undefined>('DELETE', pathOf(place)),
    confirm: (place: Place, confirm_token: string) =>
      ask<{ confirmed: boolean }>('POST', `${pathOf(place)}/confirm`, { confirm_token }),
    /** Where a browser begins to sign in, and ends on this page again. */
    async signInUrl(place: Place, page: string, nonce: string, settings?: Change['settings']): Promise<string> {
      const body = { redirect_uri: page, ...(settings && { settings }) };
      const { state } = await ask<{ state: string }>('POST', `${pathOf(place)}/callback-state`, body);
      const path = [place.service_id, application].map(encodeURIComponent).join('/');
      return `${origin}/vault/authorize/${path}?${new URLSearchParams({ state, redirect_uri: page, nonce })}`;
    },
  };
}

export type VaultApi = ReturnType<typeof createVaultApi>;

const wordsOf = (detail: unknown): string =>
  typeof detail === 'string' && detail !== '' ? detail : 'That did not work. Try again in a moment.';

export const isOver = (error: unknown): boolean => error instanceof VaultRefusal && error.status === 401;

export const messageOf = (error: unknown): string =>
  error instanceof VaultRefusal ? error.message : 'That did not work. Try again in a moment.';

/** One session's, and gone with its page. */
export const connectionsOptions = (session: Session, api: VaultApi) =>
  queryOptions({
    queryKey: [session.application, session.token, 'vault', 'connections'] as const,
    queryFn: api.list,
    retry: (count, error) => count < 1 && error instanceof VaultRefusal && error.status === 0,
  });
