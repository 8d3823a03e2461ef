import type { Subject } from './subject.ts';
import type { Finding } from './verification.ts';

type Words = Omit<Finding, 'detail'>;

/** What an HTTP status commonly means for a secret, where the manifest has no words of its own. */
export function statusFinding(status: number, headers: Readonly<Record<string, string>>, subject: Subject): Words {
  const { app, what, remedy, secretField, placeField } = subject;
  if (status === 401) {
    return {
      code: 'unauthorized',
      message: `${app} did not accept the ${what}.`,
      fix: remedy,
      field: secretField,
    };
  }
  if (status === 403) {
    return {
      code: 'forbidden',
      message: `${app} does not allow this request with this ${what}.`,
      fix: 'Check what it may do, that it is for the right account, and that this server may use it.',
      field: secretField,
    };
  }
  if (status === 404 || status === 410) {
    return {
      code: 'not_found',
      message: `${app} has nothing at this address.`,
      fix: 'Check address and path. Some APIs also answer so when a secret is wrong.',
      field: placeField,
    };
  }
  if (status === 429) {
    return {
      code: 'rate_limited',
      message: `${app} is limiting requests right now.`,
      fix: `Nothing says that the ${what} is wrong. Try again in ${waitOf(headers['retry-after'])}.`,
      field: null,
    };
  }
  if (status >= 500) {
    return {
      code: 'server_error',
      message: `${app} has trouble of its own right now.`,
      fix: `Nothing says that the ${what} is wrong. Try again in a few minutes.`,
      field: null,
    };
  }
  if (status >= 300 && status < 400) {
    return {
      code: 'redirected',
      message: `${app} sends the request on to another address, which is not followed with a secret.`,
      fix: 'Give the address it really has, without the detour.',
      field: placeField,
    };
  }
  return {
    code: 'unexpected_status',
    message: `${app} answered with status ${status}, which says neither yes nor no.`,
    fix: 'Check address and path.',
    field: placeField,
  };
}

/** `Retry-After` in seconds, in words; anything else is a minute. */
function waitOf(retryAfter: string | undefined): string {
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : 60;
  if (seconds <= 1) return 'a second';
  if (seconds < 120) return seconds === 60 ? 'a minute' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
