import { afterEach, describe, expect, it, vi } from 'vitest';
import { peerHeader } from '#lib/gate/peer.ts';
import { log } from '#lib/log.ts';
import { readState } from '#lib/vault-sign-ins/queries.ts';
import { nonce, signInsOf, stateOf, testSignIns } from '#lib/vault-sign-ins/testing.ts';
import { spendRefusal } from '../rate.ts';
import { ask, type Answer } from '../testing.ts';

vi.mock('#lib/vault-sign-ins/queries.ts', { spy: true });

const { place } = testSignIns();
afterEach(() => {
  vi.restoreAllMocks();
  vi.mocked(readState).mockReset();
});

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const head = { alg: 'HS256', kid: 'key_a' };
const said = {
  use: 'authorize',
  tenant: 'a',
  workspace: 'a',
  consumer: 'a',
  key: 'a',
  connection: 'a',
  redirect: 'a',
};
const stateWith = (header: unknown, claims: unknown): string => `${encoded(header)}.${encoded(claims)}.y`;

const unfit = ['', '\u0000', 'a\u0000b', '\ud800', 'a b', 'a'.repeat(61), 7, true, null, {}, ['a']];

/** With an address of its own, so that what is spent here is nobody else's. */
const follow = (state: string, address = '192.0.2.10', door = 'authorize'): Promise<Answer> =>
  ask('GET', `/vault/${door}/a/b?${new URLSearchParams({ state, nonce })}`, { headers: { [peerHeader]: address } });

async function refuseAll(states: readonly string[]): Promise<void> {
  await place();
  const failed = vi.spyOn(log, 'error');
  for (const door of ['authorize', 'revoke'])
    for (const state of states) {
      const answer = await follow(state, '192.0.2.10', door);
      expect(answer.status, state).toBe(403);
      expect(answer.text).toContain('This link was not made here, or for something else.');
      expect(answer.text).toContain('OAU-201');
    }
  expect(failed).not.toHaveBeenCalled();
}

describe('a link that cannot be read', () => {
  it('is a forged one, whatever its header is', async () => {
    const headers = [...unfit.map((kid) => ({ ...head, kid })), { alg: 'HS256' }, { kid: 'a' }, 'text', 7, null, []];
    const others = ['x', '', '.', '%00', 'A'.repeat(3_000), encoded('').slice(1)];
    await refuseAll([
      ...headers.map((header) => stateWith(header, said)),
      ...others.map((text) => `${text}.${encoded(said)}.y`),
    ]);
  });

  it('is a forged one, whatever it says', async () => {
    const names = ['use', 'tenant', 'workspace', 'consumer', 'key'] as const;
    const bent = names.flatMap((name) => unfit.map((value) => ({ ...said, [name]: value })));
    const others = [{}, 'text', 7, null, [], { ...said, version: '1' }, { ...said, settings: { a: { b: 1 } } }];
    await refuseAll([...bent, ...others].map((claims) => stateWith(head, claims)));
    await refuseAll(['x', 'x.y', 'x.y.z', 'x.y.z.x', 'x.y.z.x.y', '..', `${encoded(head)}..y`, '\u0000', '\ufffd']);
  });

  it('is a forged one, also where it names a tenant and a key that are here', async () => {
    const of = await place();
    const [first = '', claims = '', signature = ''] = (await stateOf(of)).split('.');
    const genuine: object = JSON.parse(Buffer.from(first, 'base64url').toString());
    const changes = [{ crit: ['x'] }, { crit: 'b64' }, { b64: false, crit: ['b64'] }, { zip: 'DEF' }, { alg: 'HS512' }];
    const heads = changes.map((change) => encoded({ ...genuine, ...change }));
    await refuseAll([
      stateWith(head, said),
      stateWith(genuine, said),
      stateWith(head, { ...said, tenant: of.ctx.tenantId }),
      ...heads.map((one) => `${one}.${claims}.${signature}`),
      ...['', 'y', '%', 'ä', `${signature}A`, signature.slice(1)].map((end) => `${first}.${claims}.${end}`),
    ]);
    expect(await signInsOf(of)).toEqual([]);
  });
});

describe('what is refused without a key', () => {
  const spendAllOf = (address: string) => Promise.all(Array.from({ length: 600 }, () => spendRefusal(address)));

  it('is counted with what else its network was refused', async () => {
    const state = `x.${encoded(said)}.y`;
    await spendAllOf('192.0.2.20');
    const refused = await follow(state, '192.0.2.20');
    expect(refused.status).toBe(429);
    expect(refused.text).toContain(`Try again in ${refused.headers.get('retry-after')} s.`);
    expect((await follow(state, '192.0.2.21')).status).toBe(403);
  });

  it('is counted also when the fault is ours, and then told to the log no more', async () => {
    vi.mocked(readState).mockRejectedValue(new TypeError('Nobody thought of this.'));
    const failed = vi.spyOn(log, 'error');
    expect((await follow('x', '192.0.2.30')).status).toBe(500);
    await spendAllOf('192.0.2.31');
    expect((await follow('x', '192.0.2.31')).status).toBe(429);
    expect(failed).toHaveBeenCalledTimes(1);
  });
});
