import type { Socket } from 'node:net';
import { z } from 'zod';
import { printable } from '#lib/verify/account.ts';
import { runCheck, type Account, type DriverCheck, type RunStep } from '#lib/verify/driver-course.ts';
import { encrypt } from '#lib/verify/driver-tls.ts';
import { createClient, type MysqlClient } from './mysql-client.ts';
import { readGreeting } from './mysql-greeting.ts';
import { createWire } from './mysql-wire.ts';
import { secretShape, serverShape, tlsOf } from './server-settings.ts';

const loginShape = serverShape.extend({
  database: z.string().optional(),
  user: z.string().min(1),
  ...secretShape.shape,
});

type Login = z.output<typeof loginShape>;

/** Reads the greeting, encrypts, signs in once and asks who it is. Nothing is written. */
export const checkMysql: DriverCheck = async (job, deps) => {
  const login = loginShape.parse({ ...job.settings, ...job.secret });
  const { host, port } = login;
  return runCheck(job, { scheme: 'mysql', host, port }, deps, (plain, run) => signIn(plain, login, run));
};

async function signIn(plain: Socket, login: Login, run: RunStep): Promise<Account> {
  const greeting = await run('greet', plain, () => readGreeting(plain));
  const tls = tlsOf(login);
  const wire = createWire(plain, greeting);
  const client = createClient(wire, login, tls !== null);
  try {
    if (tls) {
      await run('encrypt', plain, async () => {
        await client.tlsAsked;
        wire.use(await encrypt(plain, tls));
      });
    } else wire.use(plain);
    await run('sign_in', wire.stream, client.signIn);
    return await run('query', wire.stream, () => whoAmI(client));
  } finally {
    client.end();
  }
}

const whoRows = z.tuple([z.tuple([z.string(), z.string().nullable()])]);

async function whoAmI(client: MysqlClient): Promise<Account> {
  const [[user, database]] = whoRows.parse(await client.query('SELECT CURRENT_USER(), DATABASE()'));
  return { user: printable(user) ?? '', database: printable(database) ?? '' };
}
