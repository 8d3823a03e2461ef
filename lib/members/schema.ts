import type { Role } from '#lib/access.ts';

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
