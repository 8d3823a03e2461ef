import { transact } from '#db/client.ts';
import { recorder } from '#lib/audit/commands.ts';
import type { ResourceType } from '#lib/bson/container.ts';
import { writeContainer } from '#lib/bson/write.ts';
import { systemClock } from '#lib/clock.ts';
import { targetOf } from '#lib/credentials/model.ts';
import { requireRow } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { signingKey } from '#lib/installation/queries.ts';
import { confirmPassword } from '#lib/users/commands.ts';
import { findById } from '#lib/users/queries.ts';
import { platformVersion } from '#lib/version.ts';
import { openOrQuarantine } from '#lib/versions/commands.ts';
import { exportFileName, wrapFileKey } from './model.ts';
import { originOf } from './queries.ts';
import type { ExportedDto, ExportInput, SealingInput } from './schema.ts';

/**
 * A sealed file of the chosen credentials, after the person's password. The audit rows are written before the file is
 * handed out: a file nobody can account for does not leave.
 */
export async function exportCredentials(ctx: WorkspaceCtx, input: ExportInput): Promise<ExportedDto> {
  authorise(ctx, 'credential.export');
  await stepUp(ctx, input.password);
  const ids = [...new Set(input.ids)];
  const items: ExportItem[] = [];
  for (const id of ids) items.push(await exportItem(ctx, id));
  const file = await sealFile(ctx, 'credential', { items: items.map((one) => one.item), sealing: input.sealing });
  await recordExport(ctx, file.exportId, items, input);
  return { fileName: exportFileName(ctx, file.at), count: items.length, bytes: file.bytes };
}

interface SealedFile {
  readonly exportId: string;
  readonly at: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A container of these items, signed by this installation. It may leave once it has been recorded that it does. */
export async function sealFile(
  ctx: WorkspaceCtx,
  resourceType: ResourceType,
  { items, sealing }: { items: readonly Readonly<Record<string, unknown>>[]; sealing: SealingInput },
): Promise<SealedFile> {
  const exportId = newId('exp');
  const at = systemClock();
  const bytes = await collect(
    writeContainer({
      resourceType,
      platformVersion,
      exportId,
      exportedAt: new Date(at),
      origin: await originOf(ctx),
      count: items.length,
      items,
      sealing:
        sealing.kind === 'passphrase'
          ? { ...sealing, owner: ctx.tenantId }
          : { kind: 'installation', wrap: wrapFileKey },
      signer: await signingKey(),
    }),
  );
  return { exportId, at, bytes: new Uint8Array(bytes) };
}

async function stepUp(ctx: WorkspaceCtx, password: string): Promise<void> {
  const person = await findById(ctx.actor.id);
  if (!person) throw new AppError('FORBIDDEN', 'Only a signed-in person exports.');
  await confirmPassword({ userId: person.id, email: person.email, address: ctx.address }, password);
}

type ExportItem = Awaited<ReturnType<typeof exportItem>>;

async function exportItem(ctx: WorkspaceCtx, id: string) {
  const row = await requireRow(ctx, id);
  const version = await openOrQuarantine(ctx, row);
  const item = {
    identifier: row.identifier,
    name: row.name,
    component: row.component,
    authType: row.authType,
    environment: row.environment,
    settings: version.settings,
    metadata: row.metadata,
    secret: version.secret,
    audience: version.audience,
    version: { id: version.versionId, number: version.number, savedAt: new Date(version.savedAt) },
  };
  return { id, name: row.name, item };
}

async function recordExport(
  ctx: WorkspaceCtx,
  exportId: string,
  items: readonly { id: string; name: string }[],
  input: ExportInput,
): Promise<void> {
  const record = await recorder(ctx);
  await transact(async (tx, at) => {
    await record(tx, at, {
      action: 'export.created',
      targetKind: 'export',
      targetId: exportId,
      targetLabel: items.length === 1 ? '1 credential' : `${items.length} credentials`,
      detail: { count: items.length, sealing: input.sealing.kind, reason: input.reason.trim() },
    });
    for (const { id, name } of items)
      await record(tx, at, {
        action: 'credential.exported',
        ...targetOf({ id, name }),
        detail: { exportId },
      });
  });
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}
