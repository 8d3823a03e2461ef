import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { grantOf } from '#lib/grants/testing.ts';
import { restoreCredentials } from '#lib/trash/commands.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { createSession } from '#lib/vault-sessions/commands.ts';
import { newSession } from '#lib/vault-sessions/schema.ts';
import { confirm, door, keyCtx, type Place, rowsOf, testSignIns, upToConfirm } from '#lib/vault-sign-ins/testing.ts';
import { ask } from '../testing.ts';

const { server, place } = testSignIns();

/** A consumer who has signed in, with a session of theirs. */
async function signedIn() {
  const of = await place();
  expect((await confirm(of, await upToConfirm(of))).status).toBe(200);
  const [row] = await rowsOf(of);
  const session = await createSession(await keyCtx(of), 'ada-shop', newSession.parse({}));
  return { of, id: row?.id ?? '', session: session.sessionToken };
}

const remove = ({ ctx }: Place, key: string) => {
  const headers = { 'x-apideck-app-id': ctx.workspaceId, 'x-apideck-consumer-id': 'ada-shop' };
  return ask('DELETE', door, { key, headers });
};

const actionsOn = async (id: string) =>
  (await read().select().from(audit).where(eq(audit.targetId, id))).map((one) => one.action);

describe('a connection that its consumer disconnects', () => {
  it('has no access any more, also when it comes back from the trash', async () => {
    const { of, id, session } = await signedIn();
    expect((await remove(of, session)).status).toBe(204);
    expect(server().traffic.revokedGrants).toHaveLength(1);
    expect(await actionsOn(id)).toEqual(expect.arrayContaining(['credential.deleted', 'credential.revoked']));
    await restoreCredentials(of.ctx, [id]);
    expect(await rowsOf(of)).toMatchObject([{ state: 'reconnect', stateCode: 'revoked', deletedAt: null }]);
    expect(await grantOf(of.ctx, id)).toMatchObject({ state: 'reconnect', refreshDueAt: null });
  });

  it('keeps its access while an active flow needs it', async () => {
    const { of, id, session } = await signedIn();
    await plantUse(of.ctx, id, { flowName: 'Nightly', flowState: 'active', stepName: 'Read' });
    expect((await remove(of, session)).status).toBe(409);
    expect(server().traffic.revokedGrants).toEqual([]);
    expect(await rowsOf(of)).toMatchObject([{ state: 'passed', deletedAt: null }]);
  });

  it('has its access as before where a key of the workspace has deleted it', async () => {
    const { of, id } = await signedIn();
    expect((await remove(of, of.key)).status).toBe(204);
    expect(server().traffic.revokedGrants).toEqual([]);
    await restoreCredentials(of.ctx, [id]);
    expect(await rowsOf(of)).toMatchObject([{ state: 'passed', deletedAt: null }]);
  });

  // The last one: nobody is there to sign in to after it.
  it('has no access any more also when its provider cannot be asked, and that is recorded', async () => {
    const { of, id, session } = await signedIn();
    await server().stop();
    expect((await remove(of, session)).status).toBe(204);
    expect((await rowsOf(of))[0]?.deletedAt).not.toBeNull();
    expect(await actionsOn(id)).toEqual(expect.arrayContaining(['credential.deleted', 'credential.revocation_failed']));
    await restoreCredentials(of.ctx, [id]);
    expect(await rowsOf(of)).toMatchObject([{ state: 'reconnect', stateCode: 'revoked', deletedAt: null }]);
  });
});
