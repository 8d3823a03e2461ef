import type { DriverRefusal } from '#lib/verify/driver-protocol.ts';
import { sslmodeWords, type DriverWords, type Words } from '#lib/verify/driver-words.ts';
import type { Subject } from '#lib/verify/subject.ts';

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

export const postgresWords: DriverWords = {
  ...sslmodeWords,
  administrator: 'your database administrator',
  say: ({ failure, state, hint }, subject) =>
    failure === 'server' && state !== null ? serverWords(state, hint, subject) : null,
};

function serverWords(state: string, hint: DriverRefusal['hint'], { app, settings }: Subject): Words | null {
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
  const say = Object.hasOwn(states, state) ? states[state] : undefined;
  return say?.({ app, user, database: String(settings['database'] ?? '') }) ?? null;
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
