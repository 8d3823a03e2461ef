import { join, resolve } from 'node:path';

/** The only file of the product that reads process.env. Read at each call: nothing is frozen into a build. */
function text(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value ? value : undefined;
}

function number(name: string, fallback: number): number {
  const value = text(name);
  if (value === undefined) return fallback;
  const parsed = Number(value);
  if (!Number.isInteger(parsed) || parsed < 0) throw new Error(`${name} must be a whole number, not "${value}".`);
  return parsed;
}

const list = (name: string): readonly string[] =>
  (text(name) ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const isOn = (name: string): boolean => ['1', 'true', 'yes', 'on'].includes((text(name) ?? '').toLowerCase());

export const env = {
  get rootDir() {
    return process.cwd();
  },
  /** Where the embedded database and the root key are. */
  get dataDir() {
    return resolve(/* turbopackIgnore: true */ text('DATA_DIR') ?? join(process.cwd(), 'data'));
  },
  /** Where an operator keeps manifests of their own: JSON, one component a file. */
  get componentsDir() {
    return resolve(/* turbopackIgnore: true */ text('COMPONENTS_DIR') ?? join(env.dataDir, 'components'));
  },
  get isComponentsDirSet() {
    return text('COMPONENTS_DIR') !== undefined;
  },
  /** Set: PostgreSQL. Not set: the embedded database in the data directory. */
  get databaseUrl() {
    return text('DATABASE_URL');
  },
  get port() {
    return number('PORT', 3000);
  },
  get apiPort() {
    return number('API_PORT', 3001);
  },
  /** The address both programs listen on. */
  get bind() {
    return text('BIND') ?? '127.0.0.1';
  },
  get publicUrl() {
    return text('PUBLIC_URL')?.replace(/\/+$/, '');
  },
  /** What people type to come here. */
  get address() {
    return env.publicUrl ?? `${env.tlsCertFile ? 'https' : 'http'}://localhost:${env.port}`;
  },
  /** Where programs, and browsers of consumers, reach the listener for machines. */
  get apiAddress() {
    const own = `${env.tlsCertFile ? 'https' : 'http'}://localhost:${env.apiPort}`;
    return text('API_URL')?.replace(/\/+$/, '') ?? own;
  },
  /** Requests a key may send in a minute. */
  get apiRequestsPerMinute() {
    return number('API_REQUESTS_PER_MINUTE', 60_000);
  },
  get isBehindTlsProxy() {
    return isOn('BEHIND_TLS_PROXY');
  },
  /** CIDRs whose X-Forwarded-For is believed. */
  get trustedProxies() {
    return list('TRUSTED_PROXIES');
  },
  get tlsCertFile() {
    return text('TLS_CERT_FILE');
  },
  get tlsKeyFile() {
    return text('TLS_KEY_FILE');
  },
  /** The root key itself, base64 of 32 bytes: provider `env`. */
  get rootKey() {
    return text('KEYHAVEN_ROOT_KEY');
  },
  /** Where the root key file is: provider `file`. */
  get keyFile() {
    return resolve(/* turbopackIgnore: true */ text('KEY_FILE') ?? join(env.dataDir, 'root.key'));
  },
  get isKeyFileSet() {
    return text('KEY_FILE') !== undefined;
  },
  /** Private targets an operator allows: `10.1.2.3:5432`, `10.0.0.0/8:5432`, `db.internal:5432`, comma separated. */
  get outboundAllow() {
    return list('OUTBOUND_ALLOW');
  },
  /** The mail server that takes our letters: `smtp://user:password@host:587`. Not set: nobody is written to. */
  get smtpUrl() {
    return text('SMTP_URL');
  },
  /** Who letters are from: `Keyhaven <keyhaven@example.com>`. */
  get mailFrom() {
    return text('MAIL_FROM');
  },
  /** What a child of ours may be given a choice of; `lib/verify` passes on a handful of names. */
  get inherited(): Readonly<Record<string, string | undefined>> {
    return process.env;
  },
  /** Of the command line: the installation it speaks to, and its key, where neither is kept in a file. */
  get cliUrl() {
    return text('KEYHAVEN_URL')?.replace(/\/+$/, '');
  },
  get cliKey() {
    return text('KEYHAVEN_KEY');
  },
  /** Where the command line keeps who it is. */
  get cliDir() {
    const home = text('XDG_CONFIG_HOME') ?? join(text('HOME') ?? text('USERPROFILE') ?? '.', '.config');
    return join(home, 'keyhaven');
  },
  /** Where the command was typed. */
  get startDir() {
    return text('INIT_CWD') ?? process.cwd();
  },
  get logLevel() {
    return text('LOG_LEVEL') ?? 'info';
  },
  get isProduction() {
    return process.env['NODE_ENV'] === 'production';
  },
} as const;
