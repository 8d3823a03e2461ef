import { expiryOf } from '#components/credentials/form-model.ts';
import { asksPassword, type KeyRequest, type Scope } from '#lib/api-keys/schema.ts';
import { dayMs } from '#lib/clock.ts';
import type { Refusal } from '#lib/result.ts';

export const endings = ['month', 'quarter', 'year', 'date', 'never'] as const;
export type Ending = (typeof endings)[number];

const daysOf = { month: 30, quarter: 90, year: 365 } as const;

/** What the form holds. */
export interface KeyForm {
  name: string;
  scopes: Scope[];
  ending: Ending;
  /** `2026-11-29`; only of an end on a date. */
  endsOn: string;
  password: string;
}

export const emptyForm: KeyForm = { name: '', scopes: ['metadata'], ending: 'quarter', endsOn: '', password: '' };

/** As the server takes it. A password that is not asked for is not sent. */
export const inputOf = (form: KeyForm, now: number): KeyRequest => ({
  name: form.name,
  scopes: form.scopes,
  expiresAt: endOf(form, now),
  password: asksPassword(form.scopes) ? form.password : '',
});

function endOf({ ending, endsOn }: KeyForm, now: number): number | null {
  if (ending === 'never') return null;
  return ending === 'date' ? expiryOf(endsOn, null) : now + daysOf[ending] * dayMs;
}

/** Beside which field a refusal is said. */
export function fieldOf({ code, detail }: Refusal): 'name' | 'scopes' | 'endsOn' | 'password' | 'root' {
  if (code === 'PASSWORD_WRONG' || code === 'TOO_MANY_ATTEMPTS') return 'password';
  const { field } = detail;
  if (field === 'expiresAt') return 'endsOn';
  if (code === 'FORBIDDEN' && 'scopes' in detail) return 'scopes';
  return field === 'name' || field === 'scopes' || field === 'password' ? field : 'root';
}
