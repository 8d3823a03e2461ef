import { z } from 'zod';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { environmentLabel, name, rowId } from '#lib/names.ts';

const environment = environmentLabel.transform((text) => text.trim());

export const newWorkspace = z.object({ name, environment });
export type NewWorkspace = z.output<typeof newWorkspace>;

export const workspaceUpdate = z.object({ id: rowId, name, environment });
export type WorkspaceUpdate = z.output<typeof workspaceUpdate>;

/** Of each credential. Fewer would not outlast a week of rotations; more are kept elsewhere, in exports. */
export const versionsKeptMin = 5;
export const versionsKeptMax = 100;

export const versionsInput = z.strictObject({
  versionsKept: z
    .int('A whole number is needed.')
    .min(versionsKeptMin, `At least ${versionsKeptMin}.`)
    .max(versionsKeptMax, `At most ${versionsKeptMax}.`),
});
export type VersionsInput = z.output<typeof versionsInput>;

export interface WorkspaceDto {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** What its credentials are for, unless they say otherwise. */
  readonly environment: string;
  /** How many versions of each credential stay. */
  readonly versionsKept: number;
  readonly createdAt: number;
}

/** Which workspace a call or a page is about, by the slugs of its address. */
export interface Scope {
  readonly tenant: string;
  readonly workspace: string;
}

export const scopeOf = (ctx: WorkspaceCtx): Scope => ({ tenant: ctx.tenantSlug, workspace: ctx.workspaceSlug });
