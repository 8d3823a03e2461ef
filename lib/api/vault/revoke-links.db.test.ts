import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { grants } from '#db/schema/oauth.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { revokeUrlOf } from '#lib/vault-sign-ins/queries.ts';
import {
  back,
  confirm,
  connectionKey,
  consumerCtx,
  type Place,
  portal,
  rowsOf,
  testSignIns,
  toldBy,
  upToConfirm,
} from '#lib/vault-sign-ins/testing.ts';
import { ask } from '../testing.ts';

const { server, place } = testSignIns();

describe('access that is taken back', () => {
  const revokeLink = async (of: Place): Promise<string> => {
    const { pathname, search } = new URL((await revokeUrlOf(await consumerCtx(of), connectionKey, back)) ?? '');
    return pathname + search;
  };

  it('ends at the provider and here, and the connection keeps its id', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    const [row] = await rowsOf(of);
    const id = row?.id ?? '';
    expect(toldBy(await ask('GET', await revokeLink(of)))).toEqual({ service_id: portal, revoked: 'true' });
    expect(server().traffic.revokedGrants).toHaveLength(1);
    expect(await rowsOf(of)).toMatchObject([{ id, state: 'reconnect', stateCode: 'revoked', deletedAt: null }]);
    const trail = await read().select().from(audit).where(eq(audit.targetId, id));
    expect(trail.map((one) => one.action)).toContain('credential.revoked');
    const [grant] = await read().select().from(grants).where(eq(grants.credentialId, id));
    expect(grant).toMatchObject({ state: 'reconnect', refreshDueAt: null, eraseDueAt: grant?.accessExpiresAt });
    expect(toldBy(await ask('GET', await revokeLink(of)))).toMatchObject({ revoked: 'true' });
    expect((await confirm(of, await upToConfirm(of))).status).toBe(200);
    expect(await rowsOf(of)).toMatchObject([{ id, state: 'passed' }]);
  });

  it('is that of the connection the link was made for: followed again, it takes nothing from a newer one', async () => {
    const of = await place();
    const token = await upToConfirm(of);
    const early = await revokeLink(of);
    await confirm(of, token);
    expect((await ask('GET', early)).status).toBe(410);
    const link = await revokeLink(of);
    expect((await ask('GET', link, { headers: { 'sec-fetch-dest': 'image' } })).status).toBe(503);
    expect(toldBy(await ask('GET', link))).toMatchObject({ revoked: 'true' });
    expect((await confirm(of, await upToConfirm(of))).status).toBe(200);
    expect((await ask('GET', link)).status).toBe(410);
    expect(await rowsOf(of)).toMatchObject([{ state: 'passed' }]);
    expect(server().traffic.revokedGrants).toHaveLength(1);
  });

  it('is refused while an active flow needs it, and says so to the page', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    const [row] = await rowsOf(of);
    await plantUse(of.ctx, row?.id ?? '', { flowName: 'Nightly', flowState: 'active', stepName: 'Read' });
    expect(toldBy(await ask('GET', await revokeLink(of)))).toMatchObject({ error: 'in_use' });
    expect(server().traffic.revokedGrants).toEqual([]);
    expect(await rowsOf(of)).toMatchObject([{ state: 'passed' }]);
  });

  it('ends here also when the provider cannot be asked', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    const [row] = await rowsOf(of);
    await transact(async (tx) => {
      await tx
        .update(grants)
        .set({ appId: null })
        .where(eq(grants.credentialId, row?.id ?? ''));
    });
    expect(toldBy(await ask('GET', await revokeLink(of)))).toMatchObject({ revoked: 'true' });
    expect(server().traffic.revokedGrants).toEqual([]);
    expect(await rowsOf(of)).toMatchObject([{ state: 'reconnect', stateCode: 'revoked' }]);
  });
});
