import { and, eq } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { recipients } from '#db/schema/recipients.ts';
import { tenantRecorder } from '#lib/audit/commands.ts';
import { authorise, type Ctx } from '#lib/ctx.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { nameKey } from '#lib/names.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { readKey } from './model.ts';
import { recipientsMax, type NewRecipient } from './schema.ts';

/** Keeps the receiving key of another tenant under a name. */
export async function addRecipient(ctx: Ctx, { name, key }: NewRecipient): Promise<void> {
  authorise(ctx, 'recipient.update');
  const publicKey = readKey(key);
  const print = fingerprint(publicKey);
  const record = await tenantRecorder(ctx);
  await unlessTaken(() =>
    transact(async (tx, now) => {
      await refuseTooMany(tx, ctx);
      const [added] = await tx
        .insert(recipients)
        .values({
          tenantId: ctx.tenantId,
          fingerprint: print,
          publicKey,
          name,
          nameKey: nameKey(name),
          addedAt: now,
          addedBy: ctx.actor.label,
        })
        .onConflictDoNothing({ target: [recipients.tenantId, recipients.fingerprint] })
        .returning({ name: recipients.name });
      if (!added) throw keptAlready();
      await record(tx, now, about('key.recipient_added', print, name));
    }),
  );
}

export async function renameRecipient(
  ctx: Ctx,
  { fingerprint: print, name }: { fingerprint: string; name: string },
): Promise<void> {
  authorise(ctx, 'recipient.update');
  const record = await tenantRecorder(ctx);
  await unlessTaken(() =>
    transact(async (tx, now) => {
      const [renamed] = await tx
        .update(recipients)
        .set({ name, nameKey: nameKey(name) })
        .where(ofRecipient(ctx, print))
        .returning({ name: recipients.name });
      if (!renamed) throw notFound('This recipient');
      await record(tx, now, about('key.recipient_renamed', print, name));
    }),
  );
}

/** Files that were sealed to it stay as they are. */
export async function removeRecipient(ctx: Ctx, print: string): Promise<void> {
  authorise(ctx, 'recipient.update');
  const record = await tenantRecorder(ctx);
  await transact(async (tx, now) => {
    const [removed] = await tx.delete(recipients).where(ofRecipient(ctx, print)).returning({ name: recipients.name });
    if (!removed) throw notFound('This recipient');
    await record(tx, now, about('key.recipient_removed', print, removed.name));
  });
}

const ofRecipient = (ctx: Ctx, print: string) =>
  and(eq(recipients.tenantId, ctx.tenantId), eq(recipients.fingerprint, print));

const about = (action: string, print: string, name: string) => ({
  action,
  targetKind: 'recipient',
  targetId: print,
  targetLabel: name,
  detail: { fingerprint: print },
});

async function refuseTooMany(tx: Tx, ctx: Ctx): Promise<void> {
  if ((await tx.$count(recipients, eq(recipients.tenantId, ctx.tenantId))) < recipientsMax) return;
  throw new AppError('STATE_INVALID', `A tenant keeps at most ${recipientsMax} recipients. Remove one first.`);
}

const keptAlready = (): AppError =>
  new AppError('INPUT_INVALID', 'This key is kept here already, under the name it has in the list.', { field: 'key' });

async function unlessTaken(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isUniqueViolation(error, 'recipients_name_key')) throw error;
    throw new AppError('NAME_TAKEN', 'Another recipient has this name.', { field: 'name' }, { cause: error });
  }
}
