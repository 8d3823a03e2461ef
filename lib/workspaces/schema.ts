import { z } from 'zod';
import { name, rowId } from '#lib/names.ts';

export const newWorkspace = z.object({ name });
export const workspaceRename = z.object({ id: rowId, name });

export interface WorkspaceDto {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly createdAt: number;
}

/** Where to go after making one. */
export interface WorkspacePlace {
  readonly tenant: string;
  readonly workspace: string;
}
