import { z } from 'zod';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { name, rowId } from '#lib/names.ts';

export const newWorkspace = z.object({ name });
export const workspaceRename = z.object({ id: rowId, name });

export interface WorkspaceDto {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly createdAt: number;
}

/** Which workspace a call or a page is about, by the slugs of its address. */
export interface Scope {
  readonly tenant: string;
  readonly workspace: string;
}

export const scopeOf = (ctx: WorkspaceCtx): Scope => ({ tenant: ctx.tenantSlug, workspace: ctx.workspaceSlug });
