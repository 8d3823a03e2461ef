import { and, eq } from 'drizzle-orm';
import { given, prepared } from '#db/prepared.ts';
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

const ofTenant = eq(tenantKeys.tenantId, given('tenantId'));

/** Asked with every row of the audit log. */
const selectCurrent = prepared('tenant_key_current', (db) =>
  db.select(columns).from(tenantKeys).where(and(ofTenant, tenantKeys.isCurrent)),
);

const selectOne = prepared('tenant_key', (db) =>
  db
    .select(columns)
    .from(tenantKeys)
    .where(and(ofTenant, eq(tenantKeys.keyId, given('keyId')))),
);

const store: KeyStore = {
  async current(tenantId) {
    const [row] = await selectCurrent({ tenantId });
    return row ?? null;
  },
  async find(tenantId, keyId) {
    const [row] = await selectOne({ tenantId, keyId });
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
