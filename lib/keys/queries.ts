import { and, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { tenantKeys } from '#db/schema/tenants.ts';
import { systemClock } from '#lib/clock.ts';
import { keyProvider } from '#lib/installation/queries.ts';
import { createKeyring, type Keyring, type KeyStore } from '#lib/vault/keyring.ts';

const columns = {
  tenantId: tenantKeys.tenantId,
  keyId: tenantKeys.keyId,
  version: tenantKeys.version,
  wrapped: tenantKeys.wrapped,
};

const store: KeyStore = {
  async current(tenantId) {
    const [row] = await read()
      .select(columns)
      .from(tenantKeys)
      .where(and(eq(tenantKeys.tenantId, tenantId), eq(tenantKeys.isCurrent, true)));
    return row ?? null;
  },
  async find(tenantId, keyId) {
    const [row] = await read()
      .select(columns)
      .from(tenantKeys)
      .where(and(eq(tenantKeys.tenantId, tenantId), eq(tenantKeys.keyId, keyId)));
    return row ?? null;
  },
};

let ring: Promise<Keyring> | undefined;

/** The data keys of every tenant, opened as they are needed and kept for minutes. */
export function keyring(): Promise<Keyring> {
  ring ??= keyProvider()
    .then((provider) => createKeyring({ provider, store, clock: systemClock }))
    .catch((error: unknown) => {
      ring = undefined;
      throw error;
    });
  return ring;
}
