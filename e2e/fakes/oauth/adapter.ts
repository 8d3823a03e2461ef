import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  /** Epoch milliseconds; null: not used up. */
  consumedAt: number | null;
}

/**
 * Everything the authorization server knows, in memory and without a bound. A refresh token that was used up is taken
 * again for `graceMs()`, as providers with an overlap period do; afterwards the server sees that it was used twice.
 */
export function memoryAdapter(graceMs: () => number): AdapterFactory {
  return (model): Adapter => {
    const kept = new Map<string, Kept>();
    const byGrant = new Map<string, Set<string>>();
    const read = ({ payload, consumedAt }: Kept): AdapterPayload => {
      if (consumedAt === null || Date.now() - consumedAt < graceMs()) return { ...payload };
      return { ...payload, consumed: Math.floor(consumedAt / 1_000) };
    };
    const found = (fits: (payload: AdapterPayload) => boolean): AdapterPayload | undefined =>
      [...kept.values()].find((one) => fits(one.payload))?.payload;
    return {
      upsert: async (id, payload) => {
        kept.set(id, { payload, consumedAt: null });
        const { grantId } = payload;
        if (grantId && model !== 'Grant') byGrant.set(grantId, (byGrant.get(grantId) ?? new Set()).add(id));
      },
      find: async (id) => {
        const one = kept.get(id);
        return one && read(one);
      },
      findByUid: async (uid) => found((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => found((payload) => payload.userCode === userCode),
      consume: async (id) => {
        const one = kept.get(id);
        if (one) one.consumedAt ??= Date.now();
      },
      destroy: async (id) => {
        kept.delete(id);
      },
      revokeByGrantId: async (grantId) => {
        for (const id of byGrant.get(grantId) ?? []) kept.delete(id);
        byGrant.delete(grantId);
      },
    };
  };
}
