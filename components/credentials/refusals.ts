import type { VerificationDto } from '#lib/credentials/schema.ts';
import type { Refusal } from '#lib/result.ts';

/** A refused save, sorted for the form: what belongs to a field, and what stands below all of them. */
export interface FieldProblem {
  /** A path of the form: `name`, `environment`, `expiresOn`, `fields.host`. */
  readonly path: string;
  readonly message: string;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** The dry run's answer inside a VERIFICATION_FAILED. */
export function verificationOf({ code, detail, message }: Refusal): VerificationDto | null {
  if (code !== 'VERIFICATION_FAILED') return null;
  return {
    outcome: detail['outcome'] === 'not_testable' ? 'not_testable' : 'failed',
    code: text(detail['code']) ?? '',
    message,
    fix: text(detail['fix']),
    field: text(detail['field']),
    account: null,
    durationMs: typeof detail['durationMs'] === 'number' ? detail['durationMs'] : 0,
  };
}

/**
 * Fields a refusal names. With `messages` they are the manifest's own names; without, paths of the whole input, as the
 * gate's schema reports them.
 */
export function fieldProblems(refusal: Refusal): FieldProblem[] {
  const { code, detail, message } = refusal;
  if (code === 'NAME_TAKEN') return [{ path: 'name', message }];
  if (code === 'SECRET_REQUIRED') return texts(detail['fields']).map((name) => ({ path: `fields.${name}`, message }));
  if (code === 'VERIFICATION_FAILED') {
    const field = text(detail['field']);
    return field && detail['outcome'] !== 'not_testable' ? [{ path: `fields.${field}`, message }] : [];
  }
  if (code !== 'INPUT_INVALID') return [];
  const messages = texts(detail['messages']);
  if (messages.length === 0) return texts(detail['fields']).map((path) => ({ path: formPath(path), message }));
  return texts(detail['fields']).map((name, at) => ({ path: `fields.${name}`, message: messages[at] ?? message }));
}

function formPath(path: string): string {
  if (path === 'expiresAt') return 'expiresOn';
  return path.replace(/^(?:settings|secret)\./, 'fields.');
}
