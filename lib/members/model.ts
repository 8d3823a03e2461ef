import { canAssign, type Role } from '#lib/access.ts';
import type { Ctx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';

/** FORBIDDEN where one of these roles is above the own one. */
export function refuseAboveOwnRole(ctx: Ctx, touched: readonly Role[]): void {
  if (touched.every((role) => canAssign(ctx.role, role))) return;
  throw new AppError('FORBIDDEN', 'Only an owner can change who is an owner.');
}
