import type { Socket } from 'node:net';
import pg from 'pg';
import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { isAppError } from '#lib/errors.ts';
import type { Outbound } from '#lib/outbound/connector.ts';
import { printable } from '#lib/verify/account.ts';
import type { DriverJob, DriverResult } from '#lib/verify/driver-protocol.ts';
import { DriverStop, recordSteps, withTimeLimit, type StepRecorder } from '#lib/verify/driver-steps.ts';
import { encrypt } from './postgres-tls.ts';

const connectMs = 5_000;
const encryptMs = 5_000;
const signInMs = 5_000;
const queryMs = 3_000;

const settingsShape = z.object({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  database: z.string().min(1),
  user: z.string().min(1),
  sslmode: z.enum(['verify-full', 'require', 'disable']),
  caCertificate: z.string().optional(),
});
const secretShape = z.object({ password: z.string().min(1) });

type Login = z.output<typeof settingsShape> & z.output<typeof secretShape>;

/** Connects, encrypts, signs in once and asks who it is. Nothing is written; the server's words stay in here. */
export async function checkPostgres(
  job: DriverJob,
  { outbound, clock }: { readonly outbound: Outbound; readonly clock: Clock },
): Promise<DriverResult> {
  const login = { ...settingsShape.parse(job.settings), ...secretShape.parse(job.secret) };
  const recorder = recordSteps(clock);
  try {
    const { host, port } = login;
    const plain = await recorder.run('reach', () =>
      outbound.connect({ scheme: 'postgres', host, port }, { audience: job.audience, timeoutMs: connectMs }),
    );
    try {
      const who = await signInOver(plain, login, recorder);
      return { isPassed: true, ...who, steps: [...recorder.steps] };
    } finally {
      plain.destroy();
    }
  } catch (error) {
    return { isPassed: false, ...refusalOf(error), steps: [...recorder.steps] };
  }
}

async function signInOver(plain: Socket, login: Login, recorder: StepRecorder) {
  // The socket outlives each listener below; without one of its own a late reset would end the process.
  plain.on('error', () => {});
  const { host, port, sslmode } = login;
  const socket =
    sslmode === 'disable'
      ? plain
      : await recorder.run('encrypt', () => {
          const isCertificateChecked = sslmode === 'verify-full';
          const tls = encrypt(plain, { host, port, isCertificateChecked, ca: login.caCertificate ?? null });
          return withTimeLimit(plain, encryptMs, tls);
        });

  const client = clientOver(socket, login);
  try {
    await recorder.run('sign_in', () => withTimeLimit(socket, signInMs, client.connect()));
    return await recorder.run('query', () => withTimeLimit(socket, queryMs, whoAmI(client)));
  } finally {
    // Says goodbye, so that the server does not log a broken connection; the socket is destroyed right after.
    client.end().catch(() => {});
  }
}

/** A client that speaks over a connection that is open already: the guarded one, encrypted or not. */
function clientOver(socket: Socket, { host, port, user, password, database }: Login): pg.Client {
  const opened = Object.assign(socket, {
    connect: () => {
      process.nextTick(() => socket.emit('connect'));
      return socket;
    },
  });
  const client = new pg.Client({
    host,
    port,
    user,
    password,
    database,
    ssl: false,
    stream: () => opened,
    application_name: 'keyhaven',
  });
  client.on('error', () => {});
  return client;
}

const whoRow = z.object({ user: z.string(), database: z.string() });

async function whoAmI(client: pg.Client): Promise<z.output<typeof whoRow>> {
  const { rows } = await client.query('SELECT current_user AS "user", current_database() AS "database"');
  const who = whoRow.parse(rows[0]);
  return { user: printable(who.user) ?? '', database: printable(who.database) ?? '' };
}

function refusalOf(error: unknown): DriverStop['refusal'] {
  if (error instanceof DriverStop) return error.refusal;
  if (isAppError(error)) {
    return new DriverStop('network', { network: { code: error.code, detail: plainDetail(error.detail) } }).refusal;
  }
  if (error instanceof pg.DatabaseError && /^[0-9A-Z]{5}$/.test(error.code ?? '')) {
    return new DriverStop('server', { state: error.code ?? null, hint: hintOf(error) }).refusal;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isLost = code.startsWith('E') || (error instanceof Error && error.message.startsWith('Connection terminated'));
  return new DriverStop(isLost ? 'connection_lost' : 'unexpected').refusal;
}

/** 28000 stands for two things; which one, only the server's source position and the file it names tell. */
function hintOf(error: pg.DatabaseError): DriverStop['refusal']['hint'] {
  if (error.code !== '28000') return null;
  if (error.message.includes('pg_hba.conf')) return 'host_not_allowed';
  return error.routine === 'InitializeSessionUserId' ? 'no_such_user' : null;
}

const plainDetail = (detail: object): Record<string, string | number | boolean | null> =>
  Object.fromEntries(
    Object.entries(detail).filter(
      (entry): entry is [string, string | number | boolean | null] => typeof entry[1] !== 'object' || entry[1] === null,
    ),
  );
