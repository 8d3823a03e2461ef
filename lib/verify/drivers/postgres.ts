import type { Socket } from 'node:net';
import pg from 'pg';
import { z } from 'zod';
import { printable } from '#lib/verify/account.ts';
import { runCheck, type Account, type DriverCheck, type RunStep } from '#lib/verify/driver-course.ts';
import { DriverStop } from '#lib/verify/driver-steps.ts';
import { encrypt } from '#lib/verify/driver-tls.ts';
import { requestEncryption } from './postgres-tls.ts';
import { secretShape, serverShape, tlsOf } from './server-settings.ts';

const loginShape = serverShape.extend({ database: z.string().min(1), user: z.string().min(1), ...secretShape.shape });

type Login = z.output<typeof loginShape>;

/** Connects, encrypts, signs in once and asks who it is. Nothing is written. */
export const checkPostgres: DriverCheck = async (job, deps) => {
  const login = loginShape.parse({ ...job.settings, ...job.secret });
  const { host, port } = login;
  return runCheck(job, { scheme: 'postgres', host, port }, deps, (plain, run) => signIn(plain, login, run));
};

async function signIn(plain: Socket, login: Login, run: RunStep): Promise<Account> {
  const tls = tlsOf(login);
  const socket = tls
    ? await run('encrypt', plain, async () => {
        await requestEncryption(plain);
        return encrypt(plain, tls);
      })
    : plain;

  const client = clientOver(socket, login);
  try {
    await run('sign_in', socket, () => asStops(client.connect()));
    return await run('query', socket, () => asStops(whoAmI(client)));
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

async function whoAmI(client: pg.Client): Promise<Account> {
  const { rows } = await client.query('SELECT current_user AS "user", current_database() AS "database"');
  const who = whoRow.parse(rows[0]);
  return { user: printable(who.user) ?? '', database: printable(who.database) ?? '' };
}

/** What the client library throws, in our words. */
async function asStops<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof pg.DatabaseError && /^[0-9A-Z]{5}$/.test(error.code ?? ''))
      throw new DriverStop('server', { state: error.code ?? null, hint: hintOf(error) });
    const isLost = error instanceof Error && error.message.startsWith('Connection terminated');
    throw isLost ? new DriverStop('connection_lost') : error;
  }
}

/** 28000 stands for two things; which one, only the server's source position and the file it names tell. */
function hintOf(error: pg.DatabaseError): DriverStop['refusal']['hint'] {
  if (error.code !== '28000') return null;
  if (error.message.includes('pg_hba.conf')) return 'host_not_allowed';
  return error.routine === 'InitializeSessionUserId' ? 'no_such_user' : null;
}
