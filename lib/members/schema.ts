import { z } from 'zod';
import { roles, type Role } from '#lib/access.ts';
import { rowId, storableText } from '#lib/names.ts';

export const memberPageSize = 50;

export const role = z.enum(roles);
export const memberInput = z.strictObject({ userId: rowId });
/** Where a page of members begins. One from an address that was tampered with begins at the start. */
export const memberCursor = storableText(1_000).nullable().catch(null);

export const roleInput = z.strictObject({ userId: rowId, role });

export interface MemberDto {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly disabledAt: number | null;
  readonly createdAt: number;
}

export interface MemberRow extends MemberDto {
  /** The last time they signed in as a member of this tenant, or joined it; null: not since they are one. */
  readonly signedInAt: number | null;
}

export interface MemberPage {
  readonly rows: readonly MemberRow[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
  readonly total: number;
}

export interface MembershipDto {
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
  readonly workspaces: readonly { readonly slug: string; readonly name: string; readonly environment: string }[];
}
