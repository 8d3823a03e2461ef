import type { DriverRefusal } from '#lib/verify/driver-protocol.ts';
import { networkFinding } from '#lib/verify/network-words.ts';
import type { Subject } from '#lib/verify/subject.ts';
import type { Finding } from '#lib/verify/verification.ts';

type Words = Omit<Finding, 'detail'>;
type Say = (login: { readonly user: string; readonly database: string; readonly app: string }) => Words;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, the ones a sign-in can end with. */
const states: Readonly<Record<string, Say>> = {
  '28000': ({ app, user }) => ({
    code: 'sign_in_refused',
    message: `${app} does not let ${user} sign in.`,
    fix: 'Ask your database administrator whether this user may sign in, from this server and with a password.',
    field: 'user',
  }),
  '3D000': ({ app, database }) => ({
    code: 'no_such_database',
    message: `${app} has no database named ${database}.`,
    fix: 'User and password are right. Check how the database is spelled; capital letters count.',
    field: 'database',
  }),
  '42501': ({ app, user, database }) => ({
    code: 'forbidden',
    message: `${app} does not allow ${user} to use ${database}.`,
    fix: `Ask your database administrator for the CONNECT privilege on ${database}.`,
    field: 'user',
  }),
  '53300': ({ app }) => ({
    code: 'too_many_connections',
    message: `${app} has no free connection right now.`,
    fix: 'Nothing says that the password is wrong. Try again in a minute, or ask for more connections.',
    field: null,
  }),
  '55000': ({ app, database }) => ({
    code: 'database_closed',
    message: `${app} accepts no connections to ${database}.`,
    fix: 'Choose another database, or ask your database administrator to open it.',
    field: 'database',
  }),
  '57P01': ({ app }) => ({
    code: 'server_stopping',
    message: `${app} is shutting down.`,
    fix: 'Nothing says that the password is wrong. Try again in a few minutes.',
    field: null,
  }),
  '57P03': ({ app }) => ({
    code: 'server_starting',
    message: `${app} is starting and does not take sign-ins yet.`,
    fix: 'Nothing says that the password is wrong. Try again in a minute.',
    field: null,
  }),
};

/** The words for what stopped the PostgreSQL driver. */
export function postgresFinding(refusal: DriverRefusal, subject: Subject): Finding {
  const network = refusal.network ? networkFinding(refusal.network, subject) : null;
  if (network) return network;
  const { state, failure } = refusal;
  if (failure === 'server' && state !== null)
    return { ...serverWords(state, refusal.hint, subject), detail: `${state} at sign-in` };
  return { ...otherWords(failure, subject), detail: null };
}

function serverWords(state: string, hint: DriverRefusal['hint'], { app, settings }: Subject): Words {
  const user = String(settings['user'] ?? '');
  const isPlain = settings['sslmode'] === 'disable';
  if (state === '28P01') {
    return {
      code: 'wrong_password',
      message: `${app} did not accept the password.`,
      fix: `${isPlain ? 'The server was reached' : 'The server was reached and the connection is encrypted'}, so host and port are right. Type the password for ${user} again, or ask your database administrator to reset it.`,
      field: 'password',
    };
  }
  if (hint === 'host_not_allowed') return notInHba(app, user, isPlain);
  if (hint === 'no_such_user') {
    return {
      code: 'no_such_user',
      message: `${app} has no user ${user} who may sign in.`,
      fix: 'Check how the user is spelled; capital letters count.',
      field: 'user',
    };
  }
  const say = states[state];
  if (say) return say({ app, user, database: String(settings['database'] ?? '') });
  return {
    code: 'server_refused',
    message: `${app} refused the sign-in with its code ${state}.`,
    fix: 'Ask your database administrator what this code means there.',
    field: null,
  };
}

/** Without encryption the commonest reason is a server that asks for it. */
const notInHba = (app: string, user: string, isPlain: boolean): Words =>
  isPlain
    ? {
        code: 'tls_required',
        message: `${app} takes no unencrypted connection from this server.`,
        fix: 'Choose an encrypted connection. If that is refused too, ask your database administrator to allow this server in pg_hba.conf.',
        field: 'sslmode',
      }
    : {
        code: 'host_not_allowed',
        message: `${app} does not let ${user} in from this server.`,
        fix: 'Ask your database administrator to allow this server, user and database in pg_hba.conf.',
        field: 'host',
      };

function otherWords(failure: DriverRefusal['failure'], { app, placeField }: Subject): Words {
  if (failure === 'timeout') {
    return {
      code: 'timeout',
      message: `${app} did not answer in time.`,
      fix: 'Check host and port. Or the server is busy: try again in a minute.',
      field: null,
    };
  }
  if (failure === 'tls_not_offered') {
    return {
      code: 'tls_not_offered',
      message: `${app} offers no encrypted connection.`,
      fix: 'Ask your database administrator to switch on encryption. Without it the password can be read on the way.',
      field: 'sslmode',
    };
  }
  if (failure === 'connection_lost') {
    return {
      code: 'connection_lost',
      message: `${app} ended the connection in the middle.`,
      fix: 'Check the port. If it is right, try again in a minute.',
      field: placeField,
    };
  }
  return {
    code: 'wrong_protocol',
    message: `${app} was not found at this port: something else answers there.`,
    fix: 'Check host and port.',
    field: placeField,
  };
}
