import type { WorkspaceCtx } from '#lib/ctx.ts';
import { streamExport } from '#lib/export-files/commands.ts';
import { prepareExport, startExport } from './commands.ts';
import type { ExportInput } from './schema.ts';

/** The whole file of what is asked for, as somebody gets it who waits for it and fetches it. */
export async function exportedFile(ctx: WorkspaceCtx, input: ExportInput): Promise<Buffer> {
  let progress = await startExport(ctx, input);
  while (progress.state === 'preparing') progress = await prepareExport(ctx, progress);
  const pieces: Buffer[] = [];
  for await (const piece of streamExport(ctx, progress.id)) pieces.push(piece);
  return Buffer.concat(pieces);
}
