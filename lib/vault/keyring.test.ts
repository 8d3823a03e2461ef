import { describe, expect, test } from 'vitest';
import { minuteMs } from '#lib/clock.ts';
import { createKeyring, newTenantKey, type KeyStore, type TenantKeyRecord } from './keyring.ts';
import { openKeyProvider, type KeyProvider } from './providers.ts';
import { open, seal } from './seal.ts';

const providerOf = (byte: number): Promise<KeyProvider> =>
  openKeyProvider({ rootKey: Buffer.alloc(32, byte).toString('base64'), keyFile: '/nowhere' });
const provider = await providerOf(1);
const unreadable = expect.objectContaining({ code: 'UNREADABLE' });

/** The newest version is current. */
class MemoryStore implements KeyStore {
  finds = 0;
  rows: TenantKeyRecord[];

  constructor(...rows: TenantKeyRecord[]) {
    this.rows = rows;
  }

  async current(tenantId: string): Promise<TenantKeyRecord | null> {
    const own = this.rows.filter((row) => row.tenantId === tenantId);
    return own.toSorted((a, b) => b.version - a.version)[0] ?? null;
  }

  async find(tenantId: string, keyId: string): Promise<TenantKeyRecord | null> {
    this.finds += 1;
    return this.rows.find((row) => row.tenantId === tenantId && row.keyId === keyId) ?? null;
  }
}

function counted(inner: KeyProvider): { provider: KeyProvider; unwraps: () => number } {
  let unwraps = 0;
  const unwrap: KeyProvider['unwrap'] = (wrapped, context) => {
    unwraps += 1;
    return inner.unwrap(wrapped, context);
  };
  return {
    provider: { name: inner.name, wrap: (plain, context) => inner.wrap(plain, context), unwrap },
    unwraps: () => unwraps,
  };
}

const keyOf = (tenantId: string, version = 1): Promise<TenantKeyRecord> =>
  newTenantKey(provider, { tenantId, version, keyId: `key_${version}` });
const bindingOf = (tenantId: string) => ({
  tenantId,
  workspaceId: 'wsp_a',
  credentialId: 'crd_a',
  field: 'secret',
  version: 1,
  audience: [],
});

describe('data keys', () => {
  test('a new key is 32 random bytes, stored wrapped', async () => {
    const [one, two] = [await keyOf('ten_a'), await keyOf('ten_b')];
    const ring = createKeyring({ provider, store: new MemoryStore(one, two), clock: () => 0 });
    const [a, b] = [await ring.current('ten_a'), await ring.find('ten_b', 'key_1')];
    expect([a.bytes.length, a.keyId]).toEqual([32, 'key_1']);
    expect(a.bytes.equals(b.bytes)).toBe(false);
    expect(one.wrapped.includes(a.bytes)).toBe(false);
  });

  test.each([{ tenantId: 'ten_b' }, { keyId: 'key_2' }, { version: 2 }])(
    'a wrapped key moved to %o does not open',
    async (moved) => {
      const row = { ...(await keyOf('ten_a')), ...moved };
      const ring = createKeyring({ provider, store: new MemoryStore(row), clock: () => 0 });
      await expect(ring.current(row.tenantId)).rejects.toEqual(unreadable);
      await expect(ring.find(row.tenantId, row.keyId)).rejects.toEqual(unreadable);
    },
  );

  test('a store that answers with the key of another tenant is not believed', async () => {
    const row = await keyOf('ten_a');
    const always = async () => row;
    const ring = createKeyring({ provider, store: { current: always, find: always }, clock: () => 0 });
    await expect(ring.find('ten_b', 'key_1')).rejects.toEqual(unreadable);
    await expect(ring.current('ten_b')).rejects.toEqual(unreadable);
  });

  test('a missing key, or another root key, is UNREADABLE', async () => {
    const row = await keyOf('ten_a');
    const none = createKeyring({ provider, store: new MemoryStore(), clock: () => 0 });
    await expect(none.current('ten_a')).rejects.toEqual(unreadable);
    await expect(none.find('ten_a', 'key_1')).rejects.toEqual(unreadable);
    const other = createKeyring({ provider: await providerOf(2), store: new MemoryStore(row), clock: () => 0 });
    await expect(other.current('ten_a')).rejects.toEqual(unreadable);
  });
});

describe('cache', () => {
  test('a key is unwrapped once in five minutes, however often it is used', async () => {
    let now = 0;
    const { provider: counting, unwraps } = counted(provider);
    const ring = createKeyring({ provider: counting, store: new MemoryStore(await keyOf('ten_a')), clock: () => now });
    for (now = 0; now < 5 * minuteMs; now += minuteMs) await ring.find('ten_a', 'key_1');
    await ring.current('ten_a');
    expect(unwraps()).toBe(2);
    now += 5 * minuteMs;
    await ring.current('ten_a');
    expect(unwraps()).toBe(3);
  });

  test('callers at the same time share one unwrapping', async () => {
    const { provider: counting, unwraps } = counted(provider);
    const store = new MemoryStore(await keyOf('ten_a'));
    const ring = createKeyring({ provider: counting, store, clock: () => 0 });
    await Promise.all(Array.from({ length: 50 }, () => ring.find('ten_a', 'key_1')));
    expect([unwraps(), store.finds]).toEqual([1, 1]);
  });

  test('holds at most entriesMax keys and lets the one unused longest go', async () => {
    const { provider: counting, unwraps } = counted(provider);
    const rows = await Promise.all(['ten_a', 'ten_b', 'ten_c'].map((tenantId) => keyOf(tenantId)));
    const store = new MemoryStore(...rows);
    const ring = createKeyring({ provider: counting, store, clock: () => 0, entriesMax: 2 });
    for (const tenantId of ['ten_a', 'ten_b', 'ten_a', 'ten_c', 'ten_a']) await ring.find(tenantId, 'key_1');
    expect(unwraps()).toBe(3);
    await ring.find('ten_b', 'key_1');
    expect(unwraps()).toBe(4);
  });

  test('a failure is not remembered', async () => {
    const store = new MemoryStore();
    const ring = createKeyring({ provider, store, clock: () => 0 });
    await expect(ring.find('ten_a', 'key_1')).rejects.toEqual(unreadable);
    store.rows = [await keyOf('ten_a')];
    expect((await ring.find('ten_a', 'key_1')).keyId).toBe('key_1');
  });
});

describe('rotation', () => {
  test('of a data key: new values get it at once, older values still open', async () => {
    const store = new MemoryStore(await keyOf('ten_a', 1));
    const ring = createKeyring({ provider, store, clock: () => 0 });
    const older = await seal(ring, bindingOf('ten_a'), Buffer.from('older'));
    store.rows.push(await keyOf('ten_a', 2));
    expect((await ring.current('ten_a')).keyId).toBe('key_2');
    const newer = await seal(ring, bindingOf('ten_a'), Buffer.from('newer'));
    expect((await open(ring, bindingOf('ten_a'), older)).toString()).toBe('older');
    expect((await open(ring, bindingOf('ten_a'), newer)).toString()).toBe('newer');
    await expect(
      open(createKeyring({ provider, store: new MemoryStore(), clock: () => 0 }), bindingOf('ten_a'), older),
    ).rejects.toEqual(unreadable);
  });
});
