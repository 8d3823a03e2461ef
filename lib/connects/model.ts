import { z } from 'zod';
import { bindingOf, storedDraft, type Begun, type Place } from '#lib/callbacks/model.ts';
import type { Ctx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { canonicalJson } from '#lib/json.ts';
import { hashOfState } from '#lib/oauth/authorization.ts';
import type { Binding } from '#lib/vault/seal.ts';
import { connectMinutes, connectsMax } from './schema.ts';

/** A state as it is made: 32 bytes, base64url. Anything else is not looked up. */
const stateText = /^[A-Za-z0-9_-]{43}$/;

/** The key of the row, null for what no state of ours looks like. Only this of a state is stored. */
export const idOfState = (state: string | null): string | null =>
  state !== null && stateText.test(state) ? hashOfState(state) : null;

/** Before the provider has answered, and after: what is sealed for one never opens as the other. */
export const begunBinding = (place: Place): Binding => bindingOf(place, 'connect_begun');
export const tokensBinding = (place: Place): Binding => bindingOf(place, 'connect_tokens');

/** A whole credential that only waits for a person's word, and what the dry run has found. */
const answered = z.strictObject({
  draft: storedDraft,
  verification: z.strictObject({
    outcome: z.enum(['passed', 'failed', 'not_testable']),
    code: z.string(),
    message: z.string(),
    fix: z.string().nullable(),
    field: z.string().nullable(),
    account: z.string().nullable(),
    detail: z.string().nullable(),
    durationMs: z.number(),
    steps: z
      .array(z.strictObject({ label: z.string(), outcome: z.enum(['passed', 'failed']), durationMs: z.number() }))
      .readonly(),
  }),
});

/** As it is kept; what is made is sealed without a further look, what is opened is read by its shape. */
export type Answered = z.output<typeof answered>;

export const encode = (value: Begun | Answered): Buffer => Buffer.from(canonicalJson(value));
export const decodeAnswered = (plain: Buffer): Answered => answered.parse(JSON.parse(plain.toString('utf8')));

/** A sign-in belongs to one browser session: who has none, begins none and finds none. */
export function sessionOf({ sessionId }: Pick<Ctx, 'sessionId'>): string {
  if (sessionId === null) throw notBegunHere();
  return sessionId;
}

export const notBegunHere = () =>
  new AppError(
    'OAU-201',
    'This sign-in was not begun in this browser session, so what came back is not used. Nothing was stored.',
  );

export const isOver = () =>
  new AppError('OAU-202', `This sign-in is over: it came a second time, or after more than ${connectMinutes} minutes.`);

export const tooMany = () =>
  new AppError('TOO_MANY_ATTEMPTS', `${connectsMax} sign-ins are under way. Finish some, or wait ten minutes.`);
