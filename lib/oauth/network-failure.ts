import { isAppError, type AppError } from '#lib/errors.ts';
import type { FailureClass, TokenFailure } from './schema.ts';

interface Rule {
  readonly class: FailureClass;
  readonly fix: (app: string) => string;
}

const again = (): string => 'Nothing says that the tokens are wrong. It is tried again.';

const rules: Readonly<Record<string, Rule>> = {
  'OUT-101': { class: 'ours', fix: () => 'Check the endpoints of the OAuth app; they begin with https://.' },
  'OUT-102': { class: 'provider', fix: () => 'Check how the endpoints of the OAuth app are spelled.' },
  'OUT-103': { class: 'ours', fix: () => 'Whoever runs this installation can allow the address with that line.' },
  'OUT-104': {
    class: 'ours',
    fix: () => 'The endpoints of the OAuth app were changed since this was connected. Reconnect to use the new ones.',
  },
  'OUT-105': { class: 'provider', fix: again },
  'OUT-106': { class: 'provider', fix: again },
  'OUT-107': { class: 'provider', fix: (app) => `Whoever runs ${app} has to mend its certificate.` },
  'OUT-108': { class: 'provider', fix: again },
  'OUT-109': { class: 'provider', fix: () => 'Check the token endpoint of the OAuth app.' },
  'OUT-110': { class: 'client', fix: () => 'Give the OAuth app the token endpoint it really has, without the detour.' },
  INPUT_INVALID: { class: 'client', fix: () => 'Check the client id and secret of the OAuth app.' },
};

/** Whether bytes of the request may have left: only after the connection and its encryption stood. */
const hasLeft = (error: AppError): boolean => ['headers', 'body'].includes(String(error.detail['phase'] ?? ''));

/** Why a request to a provider had no answer. Anything but an error of the guarded connector is trouble of ours. */
export function networkFailure(app: string, error: unknown, signal: AbortSignal | undefined): TokenFailure {
  const known = isAppError(error) ? error : null;
  const mayHaveArrived = known === null || hasLeft(known);
  if (signal?.aborted) {
    const message = `The request to ${app} was stopped.`;
    return { class: 'ours', code: 'cancelled', message, fix: again(), retryAfterMs: null, mayHaveArrived };
  }
  const rule = known && Object.hasOwn(rules, known.code) ? rules[known.code] : undefined;
  if (!known || !rule) {
    const message = `The request to ${app} failed here.`;
    return { class: 'ours', code: 'internal', message, fix: again(), retryAfterMs: null, mayHaveArrived };
  }
  const { code, message } = known;
  return {
    class: rule.class,
    code,
    message: `${app}: ${message}`,
    fix: rule.fix(app),
    retryAfterMs: null,
    mayHaveArrived,
  };
}
