import type { DriverRefusal } from '#lib/verify/driver-protocol.ts';
import { sslmodeWords, type DriverWords, type Words } from '#lib/verify/driver-words.ts';
import type { Subject } from '#lib/verify/subject.ts';

type Say = (subject: Subject) => Words;

const userOf = ({ settings }: Subject): string => String(settings['user'] ?? 'default');

const starting: Say = ({ app }) => ({
  code: 'server_starting',
  message: `${app} is starting and still loading its data.`,
  fix: 'Nothing says that the password is wrong. Try again in a minute.',
  field: null,
});

/** The first words of an error: https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/ */
const states: Readonly<Record<string, Say>> = {
  WRONGPASS: (subject) => ({
    code: 'wrong_password',
    message: `${subject.app} did not accept user and password, or has switched the user off.`,
    fix:
      subject.settings['user'] === undefined
        ? 'The server was reached, so host and port are right. Type the password again. If it belongs to a user of its own, type that user too.'
        : `The server was reached, so host and port are right. Check how ${userOf(subject)} is spelled and type the password again.`,
    field: 'password',
  }),
  NOAUTH: ({ app }) => ({
    code: 'sign_in_refused',
    message: `${app} asks to sign in again after it accepted the password.`,
    fix: 'Check host and port: a proxy in between may need a sign-in of its own.',
    field: null,
  }),
  NOPERM: (subject) => ({
    code: 'forbidden',
    message: `${subject.app} does not allow ${userOf(subject)} to choose a database.`,
    fix: 'User and password are right. Leave the database empty, or ask for the permission to run SELECT.',
    field: 'database',
  }),
  DENIED: ({ app }) => ({
    code: 'host_not_allowed',
    message: `${app} runs in protected mode and lets only its own machine in.`,
    fix: 'Ask the administrator of that server to set a password there, or to switch protected mode off.',
    field: 'host',
  }),
  LOADING: starting,
  BUSY: ({ app }) => ({
    code: 'server_busy',
    message: `${app} is busy with a script and answers nobody.`,
    fix: 'Nothing says that the password is wrong. Try again in a minute.',
    field: null,
  }),
};

const hints: Readonly<Partial<Record<NonNullable<DriverRefusal['hint']>, Say>>> = {
  no_users: ({ app }) => ({
    code: 'no_users',
    message: `${app} is older than version 6 and knows no users.`,
    fix: 'Leave the user empty.',
    field: 'user',
  }),
  no_such_database: ({ app, settings }) => ({
    code: 'no_such_database',
    message: `${app} has no database ${String(settings['database'] ?? '')}.`,
    fix: 'User and password are right. Leave the database empty for the first one; a cluster has no other.',
    field: 'database',
  }),
  too_many_connections: ({ app }) => ({
    code: 'too_many_connections',
    message: `${app} has no free connection right now.`,
    fix: 'Nothing says that the password is wrong. Try again in a minute.',
    field: null,
  }),
};

/** What a port for TLS does with anything else. */
const hungUp: Say = ({ app }) => ({
  code: 'connection_lost',
  message: `${app} ended the connection without a word.`,
  fix: 'It probably takes encrypted connections alone: choose TLS. Or check the port.',
  field: 'sslmode',
});

export const redisWords: DriverWords = {
  ...sslmodeWords,
  administrator: 'the administrator of that server',
  say: ({ failure, state, hint }, subject) => {
    if (failure === 'connection_lost' && subject.settings['sslmode'] === 'disable') return hungUp(subject);
    const say = (hint && hints[hint]) ?? (state !== null && Object.hasOwn(states, state) ? states[state] : undefined);
    return say?.(subject) ?? null;
  },
};
