import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { confirmConnect } from '#lib/connects/commands.ts';
import { appAt, inSession, startInput, upToConfirm } from '#lib/connects/testing.ts';
import { startProvider } from '#lib/grants/testing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { refreshNow } from '#lib/grants/commands.ts';
import { handOut } from '#lib/handouts/commands.ts';
import { whileItIsRefreshed } from '#lib/refreshes/testing.ts';
import { revokeGrant } from '#lib/tokens/commands.ts';
import { deleteCredentials, restoreCredentials } from '#lib/trash/commands.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { listRevocable } from './queries.ts';

vi.mock('#db/client.ts', { spy: true });
vi.mock('#lib/oauth/tokens.ts', { spy: true });
vi.mock('#lib/tokens/commands.ts', { spy: true });

let server: OauthServer;
let app: TestApp;

beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
  server = await startProvider();
});
beforeEach(() => {
  vi.mocked(transact).mockReset();
  vi.mocked(revokeGrant).mockReset();
  server.reset();
});
afterAll(async () => {
  await server.stop();
  await app.close();
});

async function connected() {
  const ctx = inSession(await testWorkspace());
  const appId = await appAt(ctx, server);
  return { ctx, appId, id: await connectedWith(ctx, appId, 'Orders API') };
}

async function connectedWith(ctx: WorkspaceCtx, appId: string, name: string): Promise<string> {
  const connect = await upToConfirm(ctx, startInput(server, appId, { name }));
  return (await confirmConnect(ctx, connect.id)).id;
}

/** Two of one workspace. */
async function two() {
  const { ctx, appId, id } = await connected();
  return { ctx, ids: [id, await connectedWith(ctx, appId, 'Invoices API')] as const };
}

/** The provider has answered, and the database has no time to write that down, so many times. */
const busyOnceItIsAsked = (times: number) =>
  vi.mocked(revokeGrant).mockImplementationOnce(async (...given) => {
    const answer = await revokeGrant(...given);
    for (let n = 0; n < times; n += 1) vi.mocked(transact).mockRejectedValueOnce(new AppError('BUSY'));
    return answer;
  });

const rowOf = async (id: string) => (await read().select().from(credentials).where(eq(credentials.id, id)))[0];
const grantOf = async (id: string) => (await read().select().from(grants).where(eq(grants.credentialId, id)))[0];
const actionsOn = async (id: string) =>
  (await read().select().from(audit).where(eq(audit.targetId, id))).map((one) => one.action);

const unsure = {
  message: 'Nobody could make sure of it here.',
  fix: 'Take it back at OAuth 2.0 API itself, in the settings of your account there.',
};
const invoicesEnded = { name: 'Invoices API', app: 'OAuth 2.0 API', failure: null };

describe('a deletion that also takes back', () => {
  it('ends the grant at the provider, and says so', async () => {
    const { ctx, id } = await connected();
    expect(await listRevocable(ctx, [id])).toEqual(['OAuth 2.0 API']);
    const { revocations } = await deleteCredentials(ctx, [id], true);
    expect(revocations).toEqual([{ name: 'Orders API', app: 'OAuth 2.0 API', failure: null }]);
    expect(server.traffic.revokedGrants).toHaveLength(1);
    expect(await actionsOn(id)).toEqual(expect.arrayContaining(['credential.deleted', 'credential.revoked']));
    const [said] = (await read().select().from(audit).where(eq(audit.targetId, id))).filter(
      ({ action }) => action === 'credential.revoked',
    );
    expect(said?.detail).toEqual({ provider: 'agreed' });
  });

  it('leaves a credential that has to be connected again when it comes back', async () => {
    const { ctx, id } = await connected();
    await deleteCredentials(ctx, [id], true);
    await restoreCredentials(ctx, [id]);
    expect(await rowOf(id)).toMatchObject({ state: 'reconnect', stateCode: 'revoked', deletedAt: null });
    expect(await grantOf(id)).toMatchObject({ state: 'reconnect', refreshDueAt: null });
    expect(await listRevocable(ctx, [id])).toEqual([]);
    await expect(handOut(ctx, { id })).rejects.toMatchObject({ code: 'OAU-301' });
  });

  it('is not undone by a refresh that was under way', async () => {
    const { ctx, id } = await connected();
    whileItIsRefreshed(() => deleteCredentials(ctx, [id], true));
    await refreshNow(ctx, id);
    expect(server.traffic).toMatchObject({ refreshRequests: 1, deadGrants: [] });
    expect(server.traffic.revokedGrants).toHaveLength(1);
    await restoreCredentials(ctx, [id]);
    expect(await grantOf(id)).toMatchObject({ state: 'reconnect', refreshDueAt: null, leasedUntil: null });
    expect(await rowOf(id)).toMatchObject({ state: 'reconnect' });
  });

  it('is done first, and stays done when the provider does not answer', async () => {
    const { ctx, id } = await connected();
    await server.stop();
    const { revocations } = await deleteCredentials(ctx, [id], true);
    expect(revocations[0]?.failure?.fix).toMatch(/Take it back at OAuth 2.0 API itself/);
    expect(await actionsOn(id)).toEqual(expect.arrayContaining(['credential.deleted', 'credential.revocation_failed']));
    expect(await actionsOn(id)).not.toContain('credential.revoked');
    await restoreCredentials(ctx, [id]);
    expect(await rowOf(id)).toMatchObject({ state: 'passed' });
    server = await startProvider();
  });

  it('is written down once the provider has agreed, however busy the database is', async () => {
    const { ctx, id } = await connected();
    busyOnceItIsAsked(7);
    const { revocations } = await deleteCredentials(ctx, [id], true);
    expect(revocations).toEqual([{ name: 'Orders API', app: 'OAuth 2.0 API', failure: null }]);
    expect(await actionsOn(id)).toContain('credential.revoked');
    expect(await grantOf(id)).toMatchObject({ state: 'reconnect', failureCode: 'taken_back' });
  });

  it('says which it could not make sure of, and asks for the others all the same', async () => {
    const { ctx, ids } = await two();
    busyOnceItIsAsked(8);
    const { names, revocations } = await deleteCredentials(ctx, ids, true);
    expect(names).toEqual(['Orders API', 'Invoices API']);
    expect(revocations).toEqual([{ name: 'Orders API', app: 'OAuth 2.0 API', failure: unsure }, invoicesEnded]);
    expect(server.traffic.revokedGrants).toHaveLength(2);
    expect(await actionsOn(ids[0])).not.toContain('credential.revoked');
    expect(await actionsOn(ids[1])).toContain('credential.revoked');
  });

  it('records which it could not ask for, and asks for the others all the same', async () => {
    const { ctx, ids } = await two();
    vi.mocked(revokeGrant).mockRejectedValueOnce(new Error('A defect.'));
    const { revocations } = await deleteCredentials(ctx, ids, true);
    expect(revocations).toEqual([{ name: 'Orders API', app: 'OAuth 2.0 API', failure: unsure }, invoicesEnded]);
    expect(await actionsOn(ids[0])).toContain('credential.revocation_failed');
    expect(await grantOf(ids[0])).toMatchObject({ state: 'live' });
    expect(await actionsOn(ids[1])).toContain('credential.revoked');
  });

  it('asks nobody where a flow keeps the credential', async () => {
    const { ctx, id } = await connected();
    await plantUse(ctx, id, { flowName: 'Nightly', flowState: 'active', stepName: 'Read' });
    await expect(deleteCredentials(ctx, [id], true)).rejects.toMatchObject({ code: 'IN_USE' });
    expect(server.traffic.revokedGrants).toEqual([]);
  });

  it('asks nobody for what was not connected, and nobody unless it was said', async () => {
    const { ctx, id } = await connected();
    const { id: plain } = await createCredential(ctx, restInput(app));
    expect(await listRevocable(ctx, [plain])).toEqual([]);
    expect((await deleteCredentials(ctx, [plain], true)).revocations).toEqual([]);
    expect((await deleteCredentials(ctx, [id])).revocations).toEqual([]);
    expect(server.traffic.revokedGrants).toEqual([]);
  });

  it('is for those who may delete, of their own', async () => {
    const { ctx, id } = await connected();
    const other = await connected();
    await expect(listRevocable(withRole(ctx, 'builder'), [id])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await listRevocable(other.ctx, [id])).toEqual([]);
    await expect(deleteCredentials(other.ctx, [id], true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(server.traffic.revokedGrants).toEqual([]);
  });
});

describe('a connected credential in the trash', () => {
  it('is refreshed again once it is restored', async () => {
    const { ctx, id } = await connected();
    const due = (await grantOf(id))?.refreshDueAt ?? 0;
    await deleteCredentials(ctx, [id]);
    await restoreCredentials(ctx, [id]);
    expect((await grantOf(id))?.refreshDueAt).toBe(due);
  });
});
