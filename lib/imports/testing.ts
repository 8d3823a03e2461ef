import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { users } from '#db/schema/users.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { exportedFile } from '#lib/exports/testing.ts';
import { hashPassword } from '#lib/passwords/model.ts';
import { receiveUpload } from '#lib/uploads/commands.ts';

export const password = 'a sentence that works well';
export const passphrase = 'pale water, ink and hairlines';

/** Gives the person of this ctx a password, so that an export can ask for it. */
export async function withPassword(ctx: WorkspaceCtx): Promise<WorkspaceCtx> {
  const passwordHash = await hashPassword(password);
  await transact(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, ctx.actor.id));
  });
  return ctx;
}

export async function exported(ctx: WorkspaceCtx, ids: string[], to: 'passphrase' | 'installation' = 'installation') {
  const sealing = to === 'passphrase' ? { kind: to, passphrase } : { kind: to };
  return exportedFile(ctx, { scope: 'selected', ids, sealing, reason: 'Move to production', password });
}

export async function uploaded(ctx: WorkspaceCtx, bytes: Uint8Array, fileName = 'file.bson'): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const body = (async function* () {
    yield bytes;
  })();
  return (await receiveUpload(ctx, { fileName, bytes: bytes.byteLength, sha256, body })).id;
}
