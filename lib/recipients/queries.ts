import { and, asc, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { recipients } from '#db/schema/recipients.ts';
import { authorise, type Ctx } from '#lib/ctx.ts';
import { isOwnReceivingKey } from '#lib/identities/queries.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { receivingKeyText } from '#lib/vault/x25519.ts';
import { readKey } from './model.ts';
import type { KeyView, RecipientDto } from './schema.ts';

/** All of them, by name: there are at most `recipientsMax`. */
export async function listRecipients(ctx: Ctx): Promise<readonly RecipientDto[]> {
  authorise(ctx, 'recipient.read');
  const rows = await read()
    .select({
      fingerprint: recipients.fingerprint,
      name: recipients.name,
      publicKey: recipients.publicKey,
      addedAt: recipients.addedAt,
      addedBy: recipients.addedBy,
    })
    .from(recipients)
    .where(eq(recipients.tenantId, ctx.tenantId))
    .orderBy(asc(recipients.nameKey));
  return rows.map(({ publicKey, ...row }) => ({ ...row, key: receivingKeyText(publicKey) }));
}

/** What is known of a key before anything is sealed to it. INPUT_INVALID for a key that was changed on its way. */
export async function viewKey(ctx: Ctx, key: string): Promise<KeyView> {
  authorise(ctx, 'recipient.read');
  const print = fingerprint(readKey(key));
  const name = await nameOf(ctx, print);
  if (name !== null) return { fingerprint: print, of: 'recipient', name };
  const isOwn = await isOwnReceivingKey(ctx.tenantId, print);
  return { fingerprint: print, of: isOwn ? 'own' : 'unknown', name: null };
}

/** What the owner of that key is called here; null for a key that is not kept. */
export async function nameOf(ctx: Ctx, print: string): Promise<string | null> {
  const [row] = await read()
    .select({ name: recipients.name })
    .from(recipients)
    .where(and(eq(recipients.tenantId, ctx.tenantId), eq(recipients.fingerprint, print)));
  return row?.name ?? null;
}
