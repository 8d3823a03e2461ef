import type { WorkspaceCtx } from '#lib/ctx.ts';
import { applyImport } from '#lib/imports/commands.ts';
import { readImport } from '#lib/imports/queries.ts';
import type { AppliedDto, Choice, PlanItem } from '#lib/imports/schema.ts';
import { uploaded } from '#lib/imports/testing.ts';

/** Brings a file in, each item as `choose` says. Answers what was done. */
export async function imported(
  ctx: WorkspaceCtx,
  bytes: Uint8Array,
  choose: (item: PlanItem) => Choice,
): Promise<AppliedDto> {
  const uploadId = await uploaded(ctx, bytes);
  const plan = await readImport(ctx, { uploadId, passphrase: null });
  if (plan.kind !== 'plan') throw new Error('a plan was expected');
  return applyImport(ctx, {
    uploadId,
    passphrase: null,
    token: plan.token,
    acceptSigner: true,
    choices: plan.items.map((item) => ({ i: item.i, do: choose(item) })),
  });
}

/** Overrides what it meets, creates the rest, leaves out what cannot be imported. */
export const asItMeets = (item: PlanItem): Choice => {
  if (item.outcome === 'refused') return 'skip';
  return item.conflict === null ? 'create' : 'override';
};
