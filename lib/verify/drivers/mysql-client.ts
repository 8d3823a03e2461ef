import mysql, { type AuthPlugin, type Connection } from 'mysql2';
import { DriverStop } from '#lib/verify/driver-steps.ts';
import type { Wire } from './mysql-wire.ts';

export interface MysqlLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database?: string;
}

export interface MysqlClient {
  /** Resolves when the library has asked the server for encryption and waits for it. */
  readonly tlsAsked: Promise<void>;
  /** Goes on, over the encrypted connection where one was asked for. */
  readonly signIn: () => Promise<void>;
  readonly query: (sql: string) => Promise<unknown>;
  readonly end: () => void;
}

/** The server may ask for no file, and is told nothing of what it need not know. */
const flags = ['-LOCAL_FILES', '-CONNECT_ATTRS', '-MULTI_RESULTS', '-SESSION_TRACK'];

/** Ways of signing in that show the password itself: only to who can decrypt the connection. */
const overTls = (password: string): Record<string, AuthPlugin> => ({
  sha256_password: () => () => Buffer.from(`${password}\0`),
});
const fullAuthentication = 4;
const inClear: Readonly<Record<string, AuthPlugin>> = {
  caching_sha2_password: (metadata) => {
    const answer = mysql.authPlugins.caching_sha2_password()(metadata);
    return (data) => {
      if (data.length === 1 && data[0] === fullAuthentication) throw new DriverStop('method_needs_tls');
      return answer(data);
    };
  },
  sha256_password: () => () => {
    throw new DriverStop('method_needs_tls');
  },
};

/** The client library over a connection that is open and has greeted; it encrypts with our hands, not its own. */
export function createClient(wire: Wire, login: MysqlLogin, isEncrypted: boolean): MysqlClient {
  const { user, password, database } = login;
  const asked = Promise.withResolvers<void>();
  const connection = mysql.createConnection({
    stream: wire.stream,
    user,
    password,
    database,
    ...(isEncrypted && { ssl: { rejectUnauthorized: true } }),
    authPlugins: isEncrypted ? overTls(password) : inClear,
    flags,
    charset: 'utf8mb4',
    connectTimeout: 0,
    disableEval: true,
    rowsAsArray: true,
  });
  let goOn = (): void => {};
  // The library's own TLS knows hosts by name only, and says of a refusal no more than its text.
  Object.assign(connection, {
    startTLS: (done: () => void) => {
      goOn = done;
      asked.resolve();
    },
  });
  connection.on('error', () => {});
  const signedIn = new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(stopOf(error)) : resolve()));
  });
  signedIn.catch((error: unknown) => asked.reject(error));
  asked.promise.catch(() => {});
  return {
    tlsAsked: asked.promise,
    signIn: () => {
      goOn();
      return signedIn;
    },
    query: (sql) => query(connection, sql),
    // Says goodbye, so that the server does not log a broken connection.
    end: () => connection.end(() => {}),
  };
}

const query = (connection: Connection, sql: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    connection.query(sql, (error, rows) => (error ? reject(stopOf(error)) : resolve(rows)));
  });

const failures: Readonly<Record<string, DriverStop['refusal']['failure']>> = {
  AUTH_SWITCH_PLUGIN_ERROR: 'method_unknown',
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: 'method_unknown',
  HANDSHAKE_NO_SSL_SUPPORT: 'tls_not_offered',
  PROTOCOL_CONNECTION_LOST: 'connection_lost',
};

/** What the library throws, in our words. */
function stopOf(error: Error): Error {
  if (error instanceof DriverStop) return error;
  const code = 'code' in error ? String(error.code) : '';
  // System errors have negative numbers.
  if ('errno' in error && typeof error.errno === 'number' && error.errno >= 1_000)
    return new DriverStop('server', { state: String(error.errno) });
  const failure = Object.hasOwn(failures, code) ? failures[code] : undefined;
  return failure ? new DriverStop(failure) : error;
}
