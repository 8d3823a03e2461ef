import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { lastUses } from '#db/schema/credentials.ts';
import { revokeKey } from '#lib/api-keys/commands.ts';
import { listKeys } from '#lib/api-keys/queries.ts';
import { changeKey } from '#lib/api-keys/testing.ts';
import { ask, type Answer } from '#lib/api/testing.ts';
import { openFresh } from '#lib/grants/commands.ts';
import { expire, grantOf } from '#lib/grants/testing.ts';
import { writeUses } from '#lib/last-uses/commands.ts';
import { disconnectCredential } from '#lib/revocations/commands.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { confirm, connectionKey, door, rowsOf, testSignIns, upToConfirm } from '#lib/vault-sign-ins/testing.ts';

vi.mock('#lib/grants/commands.ts', { spy: true });

const { server, place } = testSignIns();

beforeEach(() => {
  vi.mocked(openFresh).mockReset();
  server().reset();
});

/** A consumer's connection whose token has ended, and the key of a flow that asks for it. */
async function ended() {
  const of = await place();
  await confirm(of, await upToConfirm(of));
  const [row] = await rowsOf(of);
  const id = row?.id ?? '';
  await expire(of.ctx, id);
  const keyId = (await listKeys(of.ctx)).rows[0]?.id ?? '';
  const headers = { 'x-apideck-app-id': of.ctx.workspaceId, 'x-apideck-consumer-id': 'ada-shop' };
  const switchTo = async (enabled: boolean) => {
    const answer = await ask('PATCH', door, { key: of.key, headers, body: { enabled } });
    expect(answer.status, answer.text).toBe(200);
  };
  const body = { consumer: 'ada-shop', connection: connectionKey };
  const askFor = () => ask('POST', '/v1/tokens', { key: of.key, body });
  return { ...of, id, keyId, switchTo, askFor };
}

/** What somebody else does once the provider has given its token, before it is handed out. */
const onceItCame = (act: () => Promise<unknown>) =>
  vi.mocked(openFresh).mockImplementationOnce(async (...given) => {
    const version = await openFresh(...given);
    await act();
    return version;
  });

async function expectNothingGiven(id: string, answer: Answer, status: number, code: string): Promise<void> {
  expect(answer).toMatchObject({ status, body: { code } });
  expect(answer.text).not.toContain('accessToken');
  const issued = and(eq(audit.targetId, id), eq(audit.action, 'credential.token_issued'));
  expect(await read().select().from(audit).where(issued)).toEqual([]);
  await writeUses();
  expect(await read().select().from(lastUses).where(eq(lastUses.credentialId, id))).toEqual([]);
  expect(server().traffic).toMatchObject({ refreshRequests: 1, deadGrants: [] });
}

describe('while a token is waited for', () => {
  it('the connection may be switched off: nobody is given it, and what came is kept', async () => {
    const of = await ended();
    onceItCame(() => of.switchTo(false));
    await expectNothingGiven(of.id, await of.askFor(), 409, 'CONNECTION_DISABLED');
    await of.switchTo(true);
    expect((await of.askFor()).status).toBe(200);
    expect(server().traffic).toMatchObject({ refreshRequests: 1, deadGrants: [] });
  });

  it('the credential may be deleted: it is not there', async () => {
    const of = await ended();
    onceItCame(() => deleteCredentials(of.ctx, [of.id]));
    await expectNothingGiven(of.id, await of.askFor(), 404, 'NOT_FOUND');
  });

  it('its access may be taken back: it has to be connected again', async () => {
    const of = await ended();
    onceItCame(() => disconnectCredential(of.ctx, { id: of.id, version: 1 }));
    await expectNothingGiven(of.id, await of.askFor(), 409, 'OAU-301');
  });

  it('the key may be revoked: it is not valid any more', async () => {
    const of = await ended();
    onceItCame(() => revokeKey(of.ctx, of.keyId));
    await expectNothingGiven(of.id, await of.askFor(), 401, 'KEY_REFUSED');
  });

  it('the key may end: it is not valid any more', async () => {
    const of = await ended();
    onceItCame(() => changeKey(of.ctx, of.keyId, { expiresAt: 1 }));
    await expectNothingGiven(of.id, await of.askFor(), 401, 'KEY_REFUSED');
  });

  it('and nothing of this happens, it is given', async () => {
    const of = await ended();
    const answer = await of.askFor();
    expect(answer).toMatchObject({ status: 200, body: { credentialId: of.id, accessToken: expect.any(String) } });
    expect(await grantOf(of.ctx, of.id)).toMatchObject({ state: 'live' });
    expect(vi.mocked(openFresh)).toHaveBeenCalledOnce();
  });
});
