import { once } from 'node:events';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface TakenLetter {
  readonly to: readonly string[];
  /** The message as it came over the line. */
  readonly source: string;
  readonly isSecure: boolean;
  readonly user: string | null;
}

export interface TestMail {
  readonly port: number;
  readonly taken: TakenLetter[];
  /** Whom the next letters are not taken for: an address, or `all` of them. */
  refuses: string | null;
  readonly close: () => Promise<void>;
}

/** A mail server on this machine, without sign-in unless `options` say otherwise. */
export async function startTestMail(options: SMTPServerOptions = {}): Promise<TestMail> {
  const mail: TestMail = { port: 0, taken: [], refuses: null, close: () => Promise.resolve() };
  const server = new SMTPServer({
    disableReverseLookup: true,
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _, done) => {
      if (mail.refuses === 'all' || mail.refuses === address)
        done(Object.assign(new Error('No such user'), { responseCode: 550 }));
      else done();
    },
    onData: (stream, session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        mail.taken.push({
          to: session.envelope.rcptTo.map((one) => one.address),
          source: Buffer.concat(pieces).toString('utf8'),
          isSecure: session.secure,
          user: typeof session.user === 'string' ? session.user : null,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const place = listening.address();
  if (place === null || typeof place === 'string') throw new Error('It listens on a port.');
  return Object.assign(mail, {
    port: place.port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
