import { AppError } from '#lib/errors.ts';
import { confirmMinutes } from '#lib/vault-sign-ins/schema.ts';

export const confirmOver = () =>
  new AppError('OAU-202', `This confirm token is used, or older than ${confirmMinutes} minutes. Sign in again.`);

export const mismatch = () =>
  new AppError('KEY_REFUSED', 'This confirm token is of another consumer or another connection.');
