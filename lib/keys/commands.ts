import type { Tx } from '#db/client.ts';
import { tenantKeys } from '#db/schema/tenants.ts';
import { newId } from '#lib/ids.ts';
import { keyProvider } from '#lib/installation/queries.ts';
import { createKeyring, newTenantKey, type DataKey } from '#lib/vault/keyring.ts';

export interface PreparedTenantKey {
  /** Open, for what is sealed or recorded in the same transaction. */
  readonly dataKey: DataKey;
  /** Writes the wrapped key beside the tenant's row. */
  readonly insert: (tx: Tx, now: number) => Promise<void>;
}

/** Makes the first data key of a tenant that is about to be inserted. */
export async function prepareTenantKey(tenantId: string): Promise<PreparedTenantKey> {
  const provider = await keyProvider();
  const record = await newTenantKey(provider, { tenantId, version: 1, keyId: newId('key') });
  const only = async () => record;
  const ring = createKeyring({ provider, store: { current: only, find: only }, clock: () => 0 });
  return {
    dataKey: await ring.current(tenantId),
    insert: async (tx, now) => {
      await tx.insert(tenantKeys).values({ ...record, isCurrent: true, createdAt: now });
    },
  };
}
