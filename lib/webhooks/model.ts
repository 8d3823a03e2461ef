import { randomBytes } from 'node:crypto';
import type { webhookEndpoints } from '#db/schema/webhooks.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { parseUrl, type Target } from '#lib/outbound/target.ts';
import type { Binding } from '#lib/vault/binding.ts';
import type { EndpointDto } from './schema.ts';

export type EndpointRow = typeof webhookEndpoints.$inferSelect;

/** The columns people may see. */
export type ShownRow = Omit<EndpointRow, 'tenantId' | 'workspaceId' | 'secret' | 'formerSecret' | 'secretVersion'>;

/** 32 random bytes, written as Standard Webhooks has it. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** A signing secret never leaves, so it has no audience. */
export const secretBinding = (
  endpoint: { tenantId: string; workspaceId: string; id: string },
  version: number,
): Binding => ({
  tenantId: endpoint.tenantId,
  workspaceId: endpoint.workspaceId,
  credentialId: endpoint.id,
  field: 'webhook secret',
  version,
  audience: [],
});

/** The address in its one spelling, and where it leads. @throws AppError INPUT_INVALID with the field */
export function readAddress(text: string): { readonly url: string; readonly target: Target } {
  try {
    const { url, target } = parseUrl(text);
    return { url: url.href, target };
  } catch (error) {
    throw refusedAddress(error);
  }
}

/** What is wrong with an address stands beside its field. */
export function refusedAddress(error: unknown): unknown {
  if (!isAppError(error)) return error;
  const { line } = error.detail;
  const detail = { field: 'url', reason: error.code, ...(typeof line === 'string' ? { line } : {}) };
  return new AppError('INPUT_INVALID', error.message, detail, { cause: error });
}

export function endpointDto(row: ShownRow, now: number): EndpointDto {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    form: row.form,
    types: row.types,
    state: stateOf(row),
    failingSince: row.failingSince,
    disabledAt: row.disabledAt,
    disabledBecause: row.disabledBecause,
    pausedUntil: later(row.pausedUntil, now),
    formerUntil: later(row.formerUntil, now),
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    updatedAt: row.updatedAt,
    revision: row.revision,
  };
}

const later = (at: number | null, now: number): number | null => (at !== null && at > now ? at : null);

function stateOf({ disabledAt, failingSince }: ShownRow): EndpointDto['state'] {
  if (disabledAt !== null) return 'disabled';
  return failingSince === null ? 'delivering' : 'failing';
}

export const targetOfEndpoint = (row: { id: string; url: string }) => ({
  targetKind: 'webhook',
  targetId: row.id,
  targetLabel: labelOf(row.url),
});

/** Without its query, which may hold a token of the receiver's. */
function labelOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return pathname === '/' ? origin : origin + pathname;
}
