import type { DriverStep } from '#lib/verify/driver-protocol.ts';
import type { DriverWords, Words } from '#lib/verify/driver-words.ts';
import type { Subject } from '#lib/verify/subject.ts';

interface Login {
  readonly app: string;
  readonly user: string;
  readonly isPlain: boolean;
}
type Say = (login: Login) => Words;

const notNow: Say = ({ app }) => ({
  code: 'server_busy',
  message: `${app} does not take this right now.`,
  fix: 'Nothing says that the password is wrong. Try again in a few minutes.',
  field: null,
});

const tlsRequired: Say = ({ app }) => ({
  code: 'tls_required',
  message: `${app} lets nobody sign in over an unencrypted connection.`,
  fix: 'Choose STARTTLS, or TLS from the start on port 465.',
  field: 'encryption',
});

const methodUnknown: Say = ({ app, isPlain }) => ({
  code: 'method_unknown',
  message: `${app} offers no sign-in with user and password${isPlain ? ' over an unencrypted connection' : ''}.`,
  fix: isPlain
    ? 'Choose STARTTLS, or TLS from the start on port 465.'
    : 'Check the port: 587 and 465 are for senders, 25 is between servers. Or the provider has switched passwords off.',
  field: isPlain ? 'encryption' : 'port',
});

/** What a code means while signing in: RFC 4954, RFC 5248 and what the large providers do. */
const atSignIn: Readonly<Record<string, Say>> = {
  '432': ({ app, user }) => ({
    code: 'password_expired',
    message: `${app} asks ${user} for a new password first.`,
    fix: 'Set a new password there, then type it here.',
    field: 'password',
  }),
  '454': notNow,
  '500': methodUnknown,
  '502': methodUnknown,
  '503': methodUnknown,
  '504': methodUnknown,
  '525': ({ app, user }) => ({
    code: 'sign_in_refused',
    message: `${app} has switched ${user} off.`,
    fix: 'Ask your mail administrator to switch this user on.',
    field: 'user',
  }),
  '530': (login) => (login.isPlain ? tlsRequired(login) : refused(login)),
  '534': ({ app, user }) => ({
    code: 'sign_in_refused',
    message: `${app} does not take this kind of password for ${user}.`,
    fix: 'Many providers want an app password here, made in the settings of the account, instead of the one for its web page.',
    field: 'password',
  }),
  '535': ({ app, user, isPlain }) => ({
    code: 'wrong_password',
    message: `${app} did not accept user and password.`,
    fix: `${isPlain ? 'The server was reached' : 'The server was reached and the connection is encrypted'}, so host and port are right. Type the password for ${user} again; many providers want an app password here.`,
    field: 'password',
  }),
  '538': tlsRequired,
};

const refused: Say = ({ app, user }) => ({
  code: 'sign_in_refused',
  message: `${app} does not let ${user} sign in.`,
  fix: 'Ask your mail administrator whether this user may send, from this server and with a password.',
  field: 'user',
});

const notHere: Say = ({ app }) => ({
  code: 'host_not_allowed',
  message: `${app} takes no connection from this server.`,
  fix: 'Ask your mail administrator to let this server in.',
  field: 'host',
});

export const smtpWords: DriverWords = {
  encryptionField: 'encryption',
  encryptionOf: ({ encryption }) =>
    encryption === 'none' ? 'none' : String(encryption).endsWith('-unchecked') ? 'unchecked' : 'checked',
  administrator: 'your mail administrator',
  say: ({ failure, state, steps }, subject) => {
    const login = loginOf(subject);
    if (failure === 'method_unknown') return methodUnknown(login);
    if (failure === 'timeout') return timeoutWords(steps.at(-1), subject);
    return state === null ? null : serverWords(state, steps.at(-1), login);
  },
};

const loginOf = ({ app, settings }: Subject): Login => ({
  app,
  user: String(settings['user'] ?? ''),
  isPlain: settings['encryption'] === 'none',
});

function serverWords(state: string, step: DriverStep | undefined, login: Login): Words | null {
  if (step?.name !== 'sign_in') return state.startsWith('4') ? notNow(login) : notHere(login);
  const say = Object.hasOwn(atSignIn, state) ? atSignIn[state] : undefined;
  if (say) return say(login);
  return state.startsWith('4') ? notNow(login) : null;
}

/** A server that waits for TLS says nothing, and a client that waits for the greeting neither. */
function timeoutWords(step: DriverStep | undefined, { app, settings }: Subject): Words | null {
  if (step?.name !== 'greet' || String(settings['encryption']).startsWith('tls')) return null;
  return {
    code: 'timeout',
    message: `${app} was reached and said nothing.`,
    fix: 'Check the port. On port 465 the connection is usually encrypted from the start: choose that.',
    field: 'encryption',
  };
}
