/** Damaged files, each through the import as a person would send it: refused with a code, and nothing is stored. */
import assert from 'node:assert/strict';
import { and, count, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { uploads } from '#db/schema/uploads.ts';
import { startsWith } from '#db/starts-with.ts';
import { fileOf, manyth } from '#lib/bulk-imports/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { readImport } from '#lib/imports/queries.ts';
import { uploaded } from '#lib/imports/testing.ts';

const items = Array.from({ length: 20 }, (_, at) => manyth(at + 1));

/** Refuses every file that is made of a good one of 20 items. Answers how many there were. */
export async function refuseAll(damage: (good: Buffer) => Iterable<Buffer>, report: (line: string) => void) {
  const ctx = await testWorkspace();
  const good = await fileOf(ctx, items);
  let files = 0;
  for (const file of damage(good)) {
    const said = await refusalOf(ctx, file);
    assert.match(said, /^IMP-[12]\d\d$/, `file ${files + 1} of ${file.length} bytes: ${said}`);
    files += 1;
    if (files % 1_000 === 0) report(`${files} refused`);
  }
  assert.equal(await refusalOf(ctx, good), 'read', 'the good file is read');
  assert.deepEqual(await storedIn(ctx), { credentials: 0, told: 0 });
  return { bytes: good.length, files };
}

async function refusalOf(ctx: WorkspaceCtx, file: Buffer): Promise<string> {
  const uploadId = await uploaded(ctx, file);
  const said = await readImport(ctx, { uploadId, passphrase: null }).then(
    () => 'read',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  );
  await transact(async (tx) => {
    await tx.delete(uploads).where(and(eq(uploads.tenantId, ctx.tenantId), eq(uploads.id, uploadId)));
  });
  return said;
}

async function storedIn(ctx: WorkspaceCtx) {
  const [rows] = await read().select({ n: count() }).from(credentials).where(eq(credentials.tenantId, ctx.tenantId));
  const [told] = await read()
    .select({ n: count() })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), startsWith(audit.action, 'credential.import')));
  return { credentials: rows?.n, told: told?.n };
}
