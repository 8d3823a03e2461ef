import type { Socket } from 'node:net';
import { z } from 'zod';
import { runCheck, type Account, type DriverCheck, type RunStep } from '#lib/verify/driver-course.ts';
import { DriverStop } from '#lib/verify/driver-steps.ts';
import { encrypt, type TlsOptions } from '#lib/verify/driver-tls.ts';
import { secretShape, serverShape } from './server-settings.ts';
import { talkSmtp, type Reply, type SmtpLine } from './smtp-replies.ts';

const loginShape = serverShape.omit({ sslmode: true }).extend({
  encryption: z.enum(['starttls', 'tls', 'starttls-unchecked', 'tls-unchecked', 'none']),
  user: z.string().min(1),
  ...secretShape.shape,
});

type Login = z.output<typeof loginShape>;

/** Encrypts, signs in once and leaves; no message is sent. */
export const checkSmtp: DriverCheck = async (job, deps) => {
  const login = loginShape.parse({ ...job.settings, ...job.secret });
  const { host, port } = login;
  return runCheck(job, { scheme: 'smtp', host, port }, deps, (plain, run) => signIn(plain, login, run));
};

async function signIn(plain: Socket, login: Login, run: RunStep): Promise<Account> {
  const { smtp, socket } = await open(plain, login, run);
  await run('sign_in', socket, async () => authenticate(smtp, await greet(smtp), login));
  smtp.tell('QUIT');
  return { user: login.user, database: '' };
}

async function open(
  plain: Socket,
  { encryption, host, port, caCertificate }: Login,
  run: RunStep,
): Promise<{ readonly smtp: SmtpLine; readonly socket: Socket }> {
  const isCertificateChecked = !encryption.endsWith('-unchecked');
  const tls: TlsOptions = { host, port, isCertificateChecked, ca: caCertificate || null };
  const isEncryptedFirst = encryption.startsWith('tls');

  const first = isEncryptedFirst ? await run('encrypt', plain, () => encrypt(plain, tls)) : plain;
  const smtp = talkSmtp(first);
  await run('greet', first, async () => mustBe(await smtp.listen(), 220));
  if (isEncryptedFirst || encryption === 'none') return { smtp, socket: first };

  const socket = await run('encrypt', plain, async () => {
    await startTls(smtp);
    return encrypt(plain, tls);
  });
  return { smtp: talkSmtp(socket), socket };
}

/** RFC 3207. What was said before is forgotten. */
async function startTls(smtp: SmtpLine): Promise<void> {
  const extensions = await greet(smtp);
  if (!extensions.includes('STARTTLS')) throw new DriverStop('tls_not_offered');
  const { code } = await smtp.ask('STARTTLS');
  if (code !== 220) throw new DriverStop('tls_not_offered');
  smtp.release();
}

/** RFC 5321, 4.1.3: an address, where a client has no name to give. */
const ourName = '[127.0.0.1]';

/** @returns what the server can do, as it says on this connection */
async function greet(smtp: SmtpLine): Promise<readonly string[]> {
  const { lines } = mustBe(await smtp.ask(`EHLO ${ourName}`), 250);
  return lines.slice(1).map((line) => line.toUpperCase());
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** RFC 4954, by PLAIN or LOGIN: both tell the password itself. */
async function authenticate(smtp: SmtpLine, extensions: readonly string[], { user, password }: Login): Promise<void> {
  // Some old servers write `AUTH=PLAIN`.
  const methods = extensions.filter((one) => /^AUTH[ =]/.test(one)).flatMap((one) => one.slice(5).split(/\s+/));
  if (methods.includes('PLAIN')) {
    mustBe(await smtp.ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`), 235);
  } else if (methods.includes('LOGIN')) {
    mustBe(await smtp.ask('AUTH LOGIN'), 334);
    mustBe(await smtp.ask(base64(user)), 334);
    mustBe(await smtp.ask(base64(password)), 235);
  } else throw new DriverStop('method_unknown');
}

/** A refusal is one of the server's, with its code; any other reply here is another protocol. */
function mustBe(reply: Reply, code: number): Reply {
  if (reply.code === code) return reply;
  throw reply.code >= 400 ? new DriverStop('server', { state: String(reply.code) }) : new DriverStop('wrong_protocol');
}
