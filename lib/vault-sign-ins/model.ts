import { createHash, timingSafeEqual } from 'node:crypto';
import { bindingOf, storedDraft, type Begun, type Place } from '#lib/callbacks/model.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { canonicalJson } from '#lib/json.ts';
import type { TokensDraft } from '#lib/tokens/model.ts';
import type { Binding } from '#lib/vault/seal.ts';
import { signInMinutes, signInsMax } from './schema.ts';

/** Only this of a cookie or a confirm token is stored. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

export const isSameHash = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Before the provider has answered, and after: what is sealed for one never opens as the other. */
export const begunBinding = (place: Place): Binding => bindingOf(place, 'vault_sign_in_begun');
export const tokensBinding = (place: Place): Binding => bindingOf(place, 'vault_sign_in_tokens');

export const encode = (value: Begun | TokensDraft): Buffer => Buffer.from(canonicalJson(value));
export const decodeDraft = (plain: Buffer): TokensDraft => storedDraft.parse(JSON.parse(plain.toString('utf8')));

/**
 * What is asked for: all the OAuth app has, or those of it that were named.
 * @throws AppError INPUT_INVALID for one the app does not have
 */
export function scopesOf(wanted: readonly string[] | undefined, had: readonly string[]): readonly string[] {
  if (!wanted || wanted.length === 0) return had;
  const others = wanted.filter((scope) => !had.includes(scope));
  if (others.length === 0) return wanted;
  throw new AppError('INPUT_INVALID', 'A scope is asked for that this sign-in does not give.', { field: 'scope' });
}

/** An error as the page that asked is told it, in the words of OAuth where it has one. */
export function toldError(error: unknown): { error: string; error_description: string } {
  if (!isAppError(error)) return { error: 'server_error', error_description: 'The sign-in could not be finished.' };
  const { code, message, detail } = error;
  const known = typeof detail['error'] === 'string' ? detail['error'] : 'provider_error';
  const names: Partial<Record<typeof code, string>> = {
    'OAU-203': 'access_denied',
    'OAU-204': 'invalid_response',
    'OAU-205': known,
    NOT_FOUND: 'not_found',
    IN_USE: 'in_use',
    FORBIDDEN: 'forbidden',
    SESSION_REFUSED: 'forbidden',
  };
  return { error: names[code] ?? 'server_error', error_description: message };
}

export const notBelieved = () =>
  new AppError('OAU-201', 'This link was not made here, or for something else. Begin again where you came from.');

export const notBegunHere = () =>
  new AppError('OAU-201', 'This sign-in was not begun in this browser, so what came back is not used. Begin again.');

export const isOver = () =>
  new AppError(
    'OAU-202',
    `This sign-in is over: it came a second time, or after more than ${signInMinutes} minutes. Begin again.`,
  );

export const tooMany = () =>
  new AppError('TOO_MANY_ATTEMPTS', `${signInsMax} sign-ins are under way. Finish some, or wait ten minutes.`, {
    retryAfterSeconds: signInMinutes * 60,
  });
