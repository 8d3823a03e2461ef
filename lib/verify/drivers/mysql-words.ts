import { sslmodeWords, type DriverWords, type Words } from '#lib/verify/driver-words.ts';
import type { Subject } from '#lib/verify/subject.ts';

interface Login {
  readonly app: string;
  readonly user: string;
  readonly database: string;
  readonly isPlain: boolean;
}

const wrongPassword = ({ app, user, isPlain }: Login): Words => ({
  code: 'wrong_password',
  message: `${app} did not accept user and password.`,
  fix: isPlain
    ? `The server was reached, so host and port are right. Check how ${user} is spelled and type the password again. It may also let ${user} in only over an encrypted connection, or from another host.`
    : `The server was reached and the connection is encrypted, so host and port are right. Check how ${user} is spelled and type the password again. It may also let ${user} in only from another host.`,
  field: 'password',
});

const noAccess = ({ app, user, database }: Login): Words => ({
  code: 'forbidden',
  message: `${app} does not allow ${user} to use ${database}.`,
  fix: `User and password are right. Ask your database administrator for privileges on ${database}, and check how it is spelled.`,
  field: 'database',
});

const tooManyConnections = ({ app }: Login): Words => ({
  code: 'too_many_connections',
  message: `${app} has no free connection right now.`,
  fix: 'Nothing says that the password is wrong. Try again in a minute, or ask for more connections.',
  field: null,
});

const locked = ({ app, user }: Login): Words => ({
  code: 'sign_in_refused',
  message: `${app} has locked ${user}.`,
  fix: 'Ask your database administrator to unlock this user.',
  field: 'user',
});

const expired = ({ app, user }: Login): Words => ({
  code: 'password_expired',
  message: `The password of ${user} has expired at ${app}.`,
  fix: 'Set a new password there, then type it here.',
  field: 'password',
});

const tlsRequired = ({ app }: Login): Words => ({
  code: 'tls_required',
  message: `${app} takes no unencrypted connection.`,
  fix: 'Choose an encrypted connection.',
  field: 'sslmode',
});

/**
 * https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html and
 * https://mariadb.com/docs/server/reference/error-codes, the ones a sign-in can end with.
 */
const numbers: Readonly<Record<string, (login: Login) => Words>> = {
  '1040': tooManyConnections,
  '1203': tooManyConnections,
  '1226': tooManyConnections,
  '1044': noAccess,
  '1045': wrongPassword,
  '1049': ({ app, database }) => ({
    code: 'no_such_database',
    message: `${app} has no database named ${database}.`,
    fix: 'User and password are right. Check how the database is spelled; capital letters may count.',
    field: 'database',
  }),
  '1053': ({ app }) => ({
    code: 'server_stopping',
    message: `${app} is shutting down.`,
    fix: 'Nothing says that the password is wrong. Try again in a few minutes.',
    field: null,
  }),
  '1129': ({ app }) => ({
    code: 'host_blocked',
    message: `${app} has blocked this server after many failed connections.`,
    fix: 'Ask your database administrator to unblock it: FLUSH HOSTS.',
    field: 'host',
  }),
  '1130': ({ app }) => ({
    code: 'host_not_allowed',
    message: `${app} lets nobody in from this server.`,
    fix: 'Ask your database administrator to allow this server for the user.',
    field: 'host',
  }),
  '1251': ({ app }) => ({
    code: 'method_unknown',
    message: `${app} asks for a way of signing in that is not known here.`,
    fix: 'Ask your database administrator for a user who signs in with a password.',
    field: 'user',
  }),
  // MariaDB also says so of some users that it does not have.
  '1698': ({ app, user }) => ({
    code: 'sign_in_refused',
    message: `${app} does not let ${user} sign in with a password.`,
    fix: 'Check how the user is spelled. If it is right, ask your database administrator for a user who signs in with a password and from this server.',
    field: 'user',
  }),
  '1820': expired,
  '1862': expired,
  '3118': locked,
  '4151': locked,
  '3159': tlsRequired,
};

export const mysqlWords: DriverWords = {
  ...sslmodeWords,
  administrator: 'your database administrator',
  say: ({ state }, subject) =>
    (state !== null && Object.hasOwn(numbers, state) ? numbers[state] : undefined)?.(loginOf(subject)) ?? null,
};

const loginOf = ({ app, settings }: Subject): Login => ({
  app,
  user: String(settings['user'] ?? ''),
  database: String(settings['database'] ?? ''),
  isPlain: settings['sslmode'] === 'disable',
});
