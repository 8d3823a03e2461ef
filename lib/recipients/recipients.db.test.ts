import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { recipients } from '#db/schema/recipients.ts';
import { startsWith } from '#db/starts-with.ts';
import { testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { getIdentity } from '#lib/identities/queries.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { newReceivingKey, receivingKeyText } from '#lib/vault/x25519.ts';
import { addRecipient, removeRecipient, renameRecipient } from './commands.ts';
import { listRecipients, viewKey } from './queries.ts';
import { newRecipient, recipientsMax } from './schema.ts';

beforeAll(testDatabase);

function newKey() {
  const { publicKey } = newReceivingKey();
  return { publicKey, key: receivingKeyText(publicKey), print: fingerprint(publicKey) };
}

const namesOf = async (ctx: WorkspaceCtx) => (await listRecipients(ctx)).map(({ name }) => name);

const audited = async (ctx: WorkspaceCtx) =>
  (
    await read()
      .select({ action: audit.action, label: audit.targetLabel })
      .from(audit)
      .where(and(eq(audit.tenantId, ctx.tenantId), startsWith(audit.action, 'key.recipient')))
      .orderBy(audit.id)
  ).map(({ action, label }) => [action, label]);

describe('recipients', () => {
  it('are kept by name, renamed and removed, and each is written down', async () => {
    const ctx = await testWorkspace();
    const [a, b] = [newKey(), newKey()];
    await addRecipient(ctx, { name: 'Northwind', key: a.key });
    await addRecipient(ctx, { name: 'contoso', key: b.key });
    expect(await listRecipients(ctx)).toMatchObject([
      { name: 'contoso', key: b.key, fingerprint: b.print, addedBy: 'Mara Okafor' },
      { name: 'Northwind', key: a.key, fingerprint: a.print },
    ]);
    await renameRecipient(ctx, { fingerprint: a.print, name: 'Adatum' });
    expect(await namesOf(ctx)).toEqual(['Adatum', 'contoso']);
    await removeRecipient(ctx, b.print);
    expect(await namesOf(ctx)).toEqual(['Adatum']);
    expect(await audited(ctx)).toEqual([
      ['key.recipient_added', 'Northwind'],
      ['key.recipient_added', 'contoso'],
      ['key.recipient_renamed', 'Adatum'],
      ['key.recipient_removed', 'contoso'],
    ]);
  });

  it('are those of this tenant alone', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const { key, print } = newKey();
    await addRecipient(ctx, { name: 'Contoso', key });
    expect(await listRecipients(other)).toEqual([]);
    await expect(renameRecipient(other, { fingerprint: print, name: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(removeRecipient(other, print)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await addRecipient(other, { name: 'Contoso', key });
    expect(await audited(other)).toHaveLength(1);
  });

  it('have one name each, and each key is kept once', async () => {
    const ctx = await testWorkspace();
    const [a, b] = [newKey(), newKey()];
    await addRecipient(ctx, { name: 'Contoso', key: a.key });
    await expect(addRecipient(ctx, { name: 'CONTOSO', key: b.key })).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      detail: { field: 'name' },
    });
    await expect(addRecipient(ctx, { name: 'Other', key: a.key })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      detail: { field: 'key' },
    });
    await addRecipient(ctx, { name: 'Other', key: b.key });
    await expect(renameRecipient(ctx, { fingerprint: b.print, name: 'contoso' })).rejects.toMatchObject({
      code: 'NAME_TAKEN',
    });
    expect(await audited(ctx)).toHaveLength(2);
  });

  it('are no keys that were changed on their way', async () => {
    const ctx = await testWorkspace();
    const { key } = newKey();
    const changed = `${key.slice(0, 20)}${key[20] === 'A' ? 'B' : 'A'}${key.slice(21)}`;
    expect(newRecipient.safeParse({ name: 'x', key: changed }).success).toBe(true);
    for (const run of [() => addRecipient(ctx, { name: 'x', key: changed }), () => viewKey(ctx, changed)])
      await expect(run()).rejects.toMatchObject({ code: 'INPUT_INVALID', detail: { field: 'key' } });
    for (const text of ['', 'khr1_', key.slice(5), `${key}x`])
      expect(newRecipient.safeParse({ name: 'x', key: text }).success, text).toBe(false);
  });

  it('are not more than are offered at an export', async () => {
    const ctx = await testWorkspace();
    await transact(async (tx, now) => {
      for (let n = 0; n < recipientsMax; n += 1) {
        const { publicKey, print } = newKey();
        const row = { fingerprint: print, publicKey, name: `r${n}`, nameKey: `r${n}`, addedAt: now, addedBy: '' };
        await tx.insert(recipients).values({ tenantId: ctx.tenantId, ...row });
      }
    });
    await expect(addRecipient(ctx, { name: 'One more', key: newKey().key })).rejects.toMatchObject({
      code: 'STATE_INVALID',
    });
    expect(await listRecipients(ctx)).toHaveLength(recipientsMax);
  });

  it('are chosen by builders and kept by admins', async () => {
    const ctx = await testWorkspace();
    const { key, print } = newKey();
    const builder = withRole(ctx, 'builder');
    for (const run of [
      () => addRecipient(builder, { name: 'x', key }),
      () => renameRecipient(builder, { fingerprint: print, name: 'x' }),
      () => removeRecipient(builder, print),
      () => listRecipients(withRole(ctx, 'viewer')),
      () => viewKey(withRole(ctx, 'viewer'), key),
    ])
      await expect(run()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await addRecipient(withRole(ctx, 'admin'), { name: 'Contoso', key });
    expect(await listRecipients(builder)).toHaveLength(1);
  });
});

it('says whose key it is, as far as it is known here', async () => {
  const [ctx, other] = [await testWorkspace(), await testWorkspace()];
  const { key, print } = newKey();
  expect(await viewKey(ctx, key)).toEqual({ fingerprint: print, of: 'unknown', name: null });
  await addRecipient(ctx, { name: 'Contoso', key });
  expect(await viewKey(ctx, key)).toEqual({ fingerprint: print, of: 'recipient', name: 'Contoso' });
  expect(await viewKey(ctx, (await getIdentity(ctx)).receivingText)).toMatchObject({ of: 'own' });
  expect(await viewKey(ctx, (await getIdentity(other)).receivingText)).toMatchObject({ of: 'unknown' });
});
