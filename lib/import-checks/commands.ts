import { and, asc, gt, inArray, isNotNull, isNull } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { importItems } from '#db/schema/imports.ts';
import { recorder } from '#lib/audit/commands.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { itemsOf, requireImport } from '#lib/import-history/queries.ts';

const portion = 500;

/** Asks for a check of everything an import stored, one attempt each, in the background. Answers how many are owed by it. */
export async function verifyImport(ctx: WorkspaceCtx, id: string): Promise<{ owed: number }> {
  authorise(ctx, 'credential.verify');
  authorise(ctx, 'credential.import');
  const { fileName } = await requireImport(ctx, id);
  const record = await recorder(ctx);
  await transact(async (tx, now) =>
    record(tx, now, {
      action: 'import.verification_requested',
      targetKind: 'import',
      targetId: id,
      targetLabel: fileName,
    }),
  );
  let owed = 0;
  for (let after = 0; ;) {
    const items = await read()
      .select({ i: importItems.i, credentialId: importItems.credentialId })
      .from(importItems)
      .where(and(itemsOf(ctx, id), gt(importItems.i, after), isNotNull(importItems.credentialId)))
      .orderBy(asc(importItems.i))
      .limit(portion);
    const last = items.at(-1);
    if (!last) return { owed };
    after = last.i;
    const ids = items.flatMap((item) => item.credentialId ?? []);
    owed += await transact(async (tx, now) => {
      const rows = await tx
        .update(credentials)
        .set({ verifyDueAt: now })
        .where(and(ofWorkspace(ctx), live, inArray(credentials.id, ids), isNull(credentials.verifyDueAt)))
        .returning({ id: credentials.id });
      return rows.length;
    });
  }
}
