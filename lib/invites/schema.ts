import { z } from 'zod';
import type { Role } from '#lib/access.ts';
import { role } from '#lib/members/schema.ts';
import { rowId } from '#lib/names.ts';
import { newPassword } from '#lib/passwords/schema.ts';
import { email, personalName } from '#lib/users/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

export const inviteDays = 7;
/** Open ones of one tenant at a time. */
export const invitesMax = 200;

export const newInvite = z.strictObject({ email, role });
export type NewInvite = z.output<typeof newInvite>;

export const inviteInput = z.strictObject({ id: rowId });

const token = z.string().max(100);
export const acceptInput = z.strictObject({ token });

/** Whose address it is, the invite says. */
export const accountInput = z.strictObject({ token, name: personalName, password: newPassword });
export type AccountInput = z.output<typeof accountInput>;

/** The one time the link is told. */
export interface InviteLink {
  readonly url: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: number;
}

export interface InviteRow {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** `void`: whoever invited may not give that role any more. A new link makes it hold again. */
  readonly state: 'open' | 'expired' | 'void';
}

export interface Invitation {
  readonly tenant: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly expiresAt: number;
}

/** What a link leads to, for whoever opened it. Without a link that holds there is nothing to tell. */
export type InvitationView =
  | { readonly kind: 'ended' }
  | {
      /** `account`: nobody has this address yet. `sign-in`: somebody does. `other`: signed in as somebody else. */
      readonly kind: 'void' | 'account' | 'sign-in' | 'join' | 'other' | 'disabled';
      readonly invitation: Invitation;
    }
  | { readonly kind: 'member'; readonly invitation: Invitation; readonly scope: Scope };
