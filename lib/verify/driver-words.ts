import type { Settings } from '#lib/catalog/input.ts';
import type { DriverRefusal, DriverStep } from './driver-protocol.ts';
import type { Subject } from './subject.ts';
import type { Finding } from './verification.ts';

export type Words = Omit<Finding, 'detail'>;

/** What words need to know of a driver. */
export interface DriverWords {
  /** The field that says how the connection is encrypted. */
  readonly encryptionField: string;
  readonly encryptionOf: (settings: Settings) => 'checked' | 'unchecked' | 'none';
  /** Whom to ask, in the middle of a sentence. */
  readonly administrator: string;
  /** What a refusal means with this driver; null where it means the same with every driver. */
  readonly say: (refusal: DriverRefusal, subject: Subject) => Words | null;
}

/** For settings with an `sslmode` in the words of libpq. */
export const sslmodeWords: Pick<DriverWords, 'encryptionField' | 'encryptionOf'> = {
  encryptionField: 'sslmode',
  encryptionOf: ({ sslmode }) => (sslmode === 'disable' ? 'none' : sslmode === 'require' ? 'unchecked' : 'checked'),
};

type Say = (subject: Subject, driver: DriverWords, step: DriverStep | undefined) => Words;

const wrongProtocol: Say = ({ app, placeField }) => ({
  code: 'wrong_protocol',
  message: `${app} was not found at this port: something else answers there.`,
  fix: 'Check host and port.',
  field: placeField,
});

/** What a failure means with every driver. Server codes nobody has words for are `server`. */
const table: Readonly<Record<Exclude<DriverRefusal['failure'], 'server'>, Say>> = {
  timeout: ({ app }, { encryptionField }, step) =>
    step?.name === 'encrypt'
      ? {
          code: 'timeout',
          message: `${app} was reached, but made no encrypted connection in time.`,
          fix: 'Check the port: it may speak another protocol, or without encryption.',
          field: encryptionField,
        }
      : {
          code: 'timeout',
          message: `${app} did not answer in time.`,
          fix: 'Check host and port. Or the server is busy: try again in a minute.',
          field: null,
        },
  connection_lost: ({ app, placeField }) => ({
    code: 'connection_lost',
    message: `${app} ended the connection in the middle.`,
    fix: 'Check the port. If it is right, try again in a minute.',
    field: placeField,
  }),
  tls_not_offered: ({ app }, { administrator, encryptionField }) => ({
    code: 'tls_not_offered',
    message: `${app} offers no encrypted connection.`,
    fix: `Ask ${administrator} to switch on encryption. Without it the password can be read on the way.`,
    field: encryptionField,
  }),
  tls_required: ({ app }, { encryptionField }) => ({
    code: 'tls_required',
    message: `${app} takes no unencrypted connection.`,
    fix: 'Choose an encrypted connection.',
    field: encryptionField,
  }),
  ca_unreadable: () => ({
    code: 'ca_unreadable',
    message: 'The CA certificate cannot be read.',
    fix: 'Copy it again, whole, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
    field: 'caCertificate',
  }),
  method_unknown: ({ app }, { administrator }) => ({
    code: 'method_unknown',
    message: `${app} asks for a way of signing in that is not known here.`,
    fix: `Ask ${administrator} for a user who signs in with a password.`,
    field: 'user',
  }),
  method_needs_tls: ({ app }, { encryptionField }) => ({
    code: 'tls_required',
    message: `${app} asks for the password itself, which is not sent over an unencrypted connection.`,
    fix: 'Choose an encrypted connection.',
    field: encryptionField,
  }),
  no_password_set: ({ app }, { administrator }) => ({
    code: 'no_password_set',
    message: `${app} lets anybody in without a password, so this one proves nothing.`,
    fix: `Ask ${administrator} to set a password there.`,
    field: 'password',
  }),
  wrong_protocol: wrongProtocol,
  // The words of the network come before these.
  network: wrongProtocol,
  tls: wrongProtocol,
  unexpected: wrongProtocol,
};

const serverRefused = (state: string | null, { app }: Subject, { administrator }: DriverWords): Words => ({
  code: 'server_refused',
  message: state === null ? `${app} refused the sign-in.` : `${app} refused the sign-in with its code ${state}.`,
  fix: `Ask ${administrator} what this code means there.`,
  field: null,
});

/** The words for what stopped a driver, where the network has none. */
export function driverFinding(refusal: DriverRefusal, driver: DriverWords, subject: Subject): Finding {
  const { failure, state, steps } = refusal;
  const common =
    failure === 'server' ? serverRefused(state, subject, driver) : table[failure](subject, driver, steps.at(-1));
  return { ...(driver.say(refusal, subject) ?? common), detail: detailOf(refusal) };
}

const stages = {
  reach: 'on the way',
  greet: 'in the greeting',
  encrypt: 'before encryption',
  sign_in: 'at sign-in',
  query: 'after sign-in',
} as const;

function detailOf({ state, steps }: DriverRefusal): string | null {
  const last = steps.at(-1);
  return state === null || !last ? null : `${state} ${stages[last.name]}`;
}
