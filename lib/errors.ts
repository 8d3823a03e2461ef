/**
 * One error type, one union of codes, one table from code to HTTP status. Errors are told apart by `code`, never by
 * class: a bundled module may exist more than once in a process.
 */
const statusOf = {
  SIGN_IN_REQUIRED: 401,
  STEP_UP_REQUIRED: 401,
  PASSWORD_WRONG: 401,
  KEY_REQUIRED: 401,
  KEY_REFUSED: 401,
  FORBIDDEN: 403,
  ORIGIN_REFUSED: 403,
  NOT_FOUND: 404,
  INPUT_INVALID: 400,
  TOO_MANY_ATTEMPTS: 429,
  RATE_LIMITED: 429,
  TOO_LARGE: 413,
  TOO_MANY_HEADERS: 431,
  METHOD_NOT_ALLOWED: 405,
  MEDIA_TYPE_REFUSED: 415,
  PRECONDITION_FAILED: 412,
  PRECONDITION_REQUIRED: 428,
  IDEMPOTENCY_BUSY: 409,
  IDEMPOTENCY_REUSED: 422,
  NAME_TAKEN: 409,
  EMAIL_TAKEN: 409,
  SLUG_TAKEN: 409,
  LAST_OWNER: 409,
  MEMBER_ALREADY: 409,
  INVITE_PENDING: 409,
  INVITE_ENDED: 410,
  EXPORT_ENDED: 410,
  CHANGED_MEANWHILE: 409,
  SECRET_REQUIRED: 409,
  VERIFICATION_FAILED: 422,
  IN_USE: 409,
  UNREADABLE: 409,
  SETUP_CLOSED: 404,
  STATE_INVALID: 409,
  BUSY: 503,
  DISK_FULL: 507,
  INTERNAL: 500,
  // Connections and consumers, as other software knows them.
  CONSUMER_REQUIRED: 400,
  CONSUMER_MISMATCH: 400,
  CONNECTOR_UNKNOWN: 404,
  CONNECTION_DISABLED: 409,
  SESSION_REFUSED: 403,
  // What leaves: refused or failed before there was an answer.
  'OUT-101': 422, // not an address that may be called: scheme, port, credentials in it
  'OUT-102': 422, // host not found
  'OUT-103': 422, // an address that is not public and not allowed
  'OUT-104': 422, // outside the audience of the secret
  'OUT-105': 422, // connection refused
  'OUT-106': 422, // no answer in time
  'OUT-107': 422, // TLS failed
  'OUT-108': 422, // connection ended in the middle
  'OUT-109': 422, // answer larger than is read
  'OUT-110': 422, // a redirect that is not followed
  // Sign-in at a provider and its tokens.
  'OAU-101': 409, // no OAuth app of this component here
  'OAU-102': 409, // the OAuth app is in use
  'OAU-201': 403, // a callback that was not begun in this browser session, or has another tenant's state
  'OAU-202': 410, // a callback that came too late, or a second time
  'OAU-203': 422, // consent was denied
  'OAU-204': 400, // an answer of the provider that cannot be believed: issuer, state, nonce
  'OAU-205': 422, // the provider did not exchange the code, or gave no token
  'OAU-301': 409, // reconnect needed: only a person can give new tokens
  'OAU-302': 503, // the provider does not answer, and there is no token that still lives
  'CAT-102': 500, // a manifest that cannot be read
  // Files. 1xx: the bytes. 2xx: the container. 3xx: the import itself.
  'IMP-100': 400, // empty
  'IMP-101': 400, // not BSON
  'IMP-102': 400, // ends in the middle
  'IMP-103': 413, // larger than allowed
  'IMP-104': 400, // nested too deep
  'IMP-105': 400, // too many keys or documents
  'IMP-106': 400, // an element type that is not allowed
  'IMP-107': 400, // text that is not UTF-8
  'IMP-108': 400, // a key twice in one document
  'IMP-109': 400, // array keys that are not 0, 1, 2, …
  'IMP-110': 400, // lengths that do not add up
  'IMP-111': 400, // takes more memory or time than reading may
  'IMP-201': 400, // another resource type
  'IMP-202': 400, // needs a newer reader
  'IMP-203': 400, // a header that is not ours to read
  'IMP-204': 422, // the passphrase does not open it
  'IMP-205': 400, // sealed to another installation or receiving key
  'IMP-206': 400, // asks for too much key stretching
  'IMP-207': 400, // an item that does not match its seal
  'IMP-208': 400, // footer or signature that does not match
  'IMP-209': 400, // no item in it
  'IMP-210': 400, // an item without what a credential needs
  'IMP-211': 409, // signed by somebody who has not been confirmed
  'IMP-212': 400, // more items than are imported at once
  'IMP-301': 404, // upload gone
  'IMP-302': 409, // what was shown is no longer what is there
  'IMP-303': 409, // applied already, or being applied
  'IMP-304': 400, // what arrived is not what was sent
  'IMP-305': 409, // not undone: something newer depends on what was imported
  'IMP-306': 409, // not undone: too long ago
} as const;

export type ErrorCode = keyof typeof statusOf;

/** What may travel to the person with an error: plain, redacted facts. Never a secret, never a driver's own text. */
export type ErrorDetail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string = code, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
  }
}

export const statusOfCode = (code: ErrorCode): (typeof statusOf)[ErrorCode] => statusOf[code];

export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  if (!(error instanceof Error) || error.name !== 'AppError' || !('code' in error)) return false;
  return code === undefined ? String(error.code) in statusOf : error.code === code;
}

/** What another try may mend: trouble of this installation, not of what it was asked for. */
export const isPassing = (error: unknown): boolean =>
  !isAppError(error) || error.code === 'BUSY' || error.code === 'DISK_FULL';

export const notFound = (what = 'It'): AppError => new AppError('NOT_FOUND', `${what} is not here.`);
