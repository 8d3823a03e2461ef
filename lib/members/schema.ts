import { z } from 'zod';
import { rowId } from '#lib/names.ts';
import { roles, type Role } from '#lib/access.ts';

export const memberInput = z.object({ userId: rowId });
export const roleInput = memberInput.extend({ role: z.enum(roles) });

export interface MemberDto {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly disabledAt: number | null;
  readonly createdAt: number;
}

export interface MembershipDto {
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
  readonly workspaces: readonly { readonly slug: string; readonly name: string }[];
}
