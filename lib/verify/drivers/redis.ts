import type { Socket } from 'node:net';
import { z } from 'zod';
import { printable } from '#lib/verify/account.ts';
import { runCheck, type Account, type DriverCheck, type RunStep } from '#lib/verify/driver-course.ts';
import { DriverStop } from '#lib/verify/driver-steps.ts';
import { encrypt } from '#lib/verify/driver-tls.ts';
import { talkRedis, type RedisLine } from './redis-replies.ts';
import { secretShape, serverShape, tlsOf } from './server-settings.ts';

const loginShape = serverShape.extend({
  database: z.int().min(0).optional(),
  user: z.string().optional(),
  ...secretShape.shape,
});

type Login = z.output<typeof loginShape>;

/** Encrypts, signs in once, chooses the database and asks who it is. Nothing is written, and no other node is asked. */
export const checkRedis: DriverCheck = async (job, deps) => {
  const login = loginShape.parse({ ...job.settings, ...job.secret });
  const { host, port } = login;
  return runCheck(job, { scheme: 'redis', host, port }, deps, (plain, run) => signIn(plain, login, run));
};

async function signIn(plain: Socket, login: Login, run: RunStep): Promise<Account> {
  const tls = tlsOf(login);
  const socket = tls ? await run('encrypt', plain, () => encrypt(plain, tls)) : plain;
  const redis = talkRedis(socket);
  await run('sign_in', socket, () => authenticate(redis, login));
  return run('query', socket, () => use(redis, login));
}

/** Who is told one of these is signed in all the same. */
const signedInStates = ['NOPERM', 'MASTERDOWN', 'READONLY', 'CLUSTERDOWN', 'MISCONF'];

/** Whoever is let in without a password proves nothing with one: Redis then takes any, or says that there is none. */
async function authenticate(redis: RedisLine, { user, password }: Login): Promise<void> {
  const isDefaultUser = user === undefined || user === 'default';
  if (isDefaultUser && (await isOpenToAll(redis))) throw new DriverStop('no_password_set');
  await redis.ask('AUTH', ...(user === undefined ? [] : [user]), password);
  if (!isDefaultUser && (await needsNoPassword(redis, user))) throw new DriverStop('no_password_set');
}

/** As far as the user may know that. `flags` comes first: https://redis.io/docs/latest/commands/acl-getuser/ */
async function needsNoPassword(redis: RedisLine, user: string): Promise<boolean> {
  const told = await unlessRefused(redis.askList('ACL', 'GETUSER', user), [...signedInStates, 'LOADING', 'ERR']);
  const flags = told?.slice(0, told.indexOf('passwords')) ?? [];
  return flags.includes('nopass');
}

async function isOpenToAll(redis: RedisLine): Promise<boolean> {
  try {
    await redis.ask('PING');
    return true;
  } catch (error) {
    if (error instanceof DriverStop && error.refusal.state === 'NOAUTH') return false;
    if (error instanceof DriverStop && error.refusal.state === 'NOPERM') return true;
    throw error;
  }
}

/** Chooses the database and asks for the name, as far as that is allowed. */
async function use(redis: RedisLine, { user, database }: Login): Promise<Account> {
  if (database !== undefined) await redis.ask('SELECT', String(database));
  await unlessRefused(redis.ask('PING'), signedInStates);
  // Before version 6 there are no users to ask for.
  const name = await unlessRefused(redis.ask('ACL', 'WHOAMI'), [...signedInStates, 'ERR']);
  return {
    user: printable(name) ?? printable(user) ?? '',
    database: database === undefined ? '' : `database ${database}`,
  };
}

/** Null when the refusal is one of these. */
async function unlessRefused<T>(reply: Promise<T>, states: readonly string[]): Promise<T | null> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof DriverStop && states.includes(error.refusal.state ?? '')) return null;
    throw error;
  }
}
