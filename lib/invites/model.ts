import { canAssign, canDo, type Role } from '#lib/access.ts';
import { dayMs } from '#lib/clock.ts';
import { AppError } from '#lib/errors.ts';
import { inviteDays } from './schema.ts';

export const inviteMs = inviteDays * dayMs;
/** So long one whose time is over is listed, for whoever wants to send it again. */
export const keptMs = 30 * dayMs;

/** Who invited, as a member is now; null: a member no more. */
export interface Inviter {
  readonly role: Role | null;
  readonly memberDisabledAt: number | null;
  readonly userDisabledAt: number | null;
}

/** A link is worth what its inviter may give at the moment it is used, not what they once might. */
export function mayInvite({ role, memberDisabledAt, userDisabledAt }: Inviter, given: Role): boolean {
  if (role === null || memberDisabledAt !== null || userDisabledAt !== null) return false;
  return canDo(role, 'member.invite') && canAssign(role, given);
}

export const ended = (): AppError =>
  new AppError('INVITE_ENDED', 'This invitation has ended. Ask whoever invited you for a new one.');

export const withoutInviter = (name: string): AppError =>
  new AppError('FORBIDDEN', `${name} may not invite you any more. Ask somebody else for a new invitation.`);
