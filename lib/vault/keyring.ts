/**
 * The data keys of tenants. Stored wrapped by the root key and bound to {tenant, key id, version}, so a row copied to
 * another tenant or number does not unwrap. Unwrapped keys are kept in memory for minutes, a bounded number of them.
 *
 * Which key is current is asked of the store each time: another process may have rotated it a moment ago.
 */
import { randomBytes } from 'node:crypto';
import { minuteMs, type Clock } from '#lib/clock.ts';
import { AppError } from '#lib/errors.ts';
import { lengthPrefixed } from './aead.ts';
import { KeyCache } from './key-cache.ts';
import type { KeyProvider } from './providers.ts';

export interface TenantKeyRecord {
  readonly tenantId: string;
  readonly keyId: string;
  /** 1, 2, …: one more at each rotation. */
  readonly version: number;
  readonly wrapped: Buffer;
}

/** Where wrapped keys are kept. */
export interface KeyStore {
  current(tenantId: string): Promise<TenantKeyRecord | null>;
  find(tenantId: string, keyId: string): Promise<TenantKeyRecord | null>;
}

/** An open data key, 32 bytes. Shared by its readers: never written to. */
export interface DataKey {
  readonly keyId: string;
  readonly bytes: Buffer;
}

/** Both throw AppError UNREADABLE for a key that is not stored or does not unwrap. */
export interface Keyring {
  current(tenantId: string): Promise<DataKey>;
  find(tenantId: string, keyId: string): Promise<DataKey>;
}

export interface KeyringOptions {
  readonly provider: KeyProvider;
  readonly store: KeyStore;
  readonly clock: Clock;
  /** How long an unwrapped key is used, counted from unwrapping it. Default 5 minutes. */
  readonly cacheMs?: number;
  /** How many unwrapped keys are kept; the one unused longest goes first. Default 1,000. */
  readonly entriesMax?: number;
}

const dataKeyBytes = 32;

export function createKeyring(options: KeyringOptions): Keyring {
  const { provider, store, clock, cacheMs = 5 * minuteMs, entriesMax = 1_000 } = options;
  const cache = new KeyCache<DataKey>({ clock, cacheMs, entriesMax });

  const unwrap = async (tenantId: string, keyId: string, record: TenantKeyRecord | null): Promise<DataKey> => {
    if (record === null) throw new AppError('UNREADABLE', 'The data key of this tenant is not here.');
    // Bound to what was asked for, not to what the row says of itself.
    const context = contextOf({ tenantId, keyId, version: record.version });
    return { keyId, bytes: await provider.unwrap(record.wrapped, context) };
  };
  const cached = (tenantId: string, keyId: string, load: () => Promise<DataKey>): Promise<DataKey> =>
    cache.get(lengthPrefixed([tenantId, keyId]).toString('latin1'), load);

  return {
    async current(tenantId) {
      const record = await store.current(tenantId);
      if (record === null) throw new AppError('UNREADABLE', 'This tenant has no data key.');
      return cached(tenantId, record.keyId, () => unwrap(tenantId, record.keyId, record));
    },
    find: (tenantId, keyId) =>
      cached(tenantId, keyId, async () => unwrap(tenantId, keyId, await store.find(tenantId, keyId))),
  };
}

/** A new data key: 32 random bytes, wrapped. The caller stores the record. */
export async function newTenantKey(
  provider: KeyProvider,
  names: Omit<TenantKeyRecord, 'wrapped'>,
): Promise<TenantKeyRecord> {
  const { tenantId, keyId, version } = names;
  const wrapped = await provider.wrap(randomBytes(dataKeyBytes), contextOf(names));
  return { tenantId, keyId, version, wrapped };
}

const contextOf = ({ tenantId, keyId, version }: Omit<TenantKeyRecord, 'wrapped'>): Buffer =>
  lengthPrefixed(['tenant key', tenantId, keyId, String(version)]);
