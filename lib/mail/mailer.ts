import type { Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { minuteMs, secondMs } from '#lib/clock.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { hostAndPort } from '#lib/outbound/target.ts';
import type { MailSettings } from './settings.ts';

export interface Letter {
  /** Addresses; one conversation with the server for all of them. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The left part of its Message-ID. */
  readonly id: string;
}

export interface SentLetter {
  /** Addresses the server took, and those it did not. */
  readonly accepted: number;
  readonly refused: number;
}

export interface Mailer {
  /**
   * Hands a letter to the server, once. It is sent when this resolves; after an error it may have been.
   * @throws AppError OUT-102 to OUT-106 where the server is not reached; the library's error, with its `code`, where it
   * does not take the letter from us or for anybody
   */
  send(letter: Letter, signal: AbortSignal): Promise<SentLetter>;
}

const connectMs = 10 * secondMs;
const silenceMs = 30 * secondMs;
/** A server that says a word now and then may not hold up all letters. */
const letterMs = 2 * minuteMs;

/** Letters over the operator's server, which is allowed by being configured, wherever it is. */
export function createMailer(settings: MailSettings): Mailer {
  const { target, audience } = settings;
  const outbound = createOutbound({ allow: [hostAndPort(target.host, target.port)] });
  return {
    async send(letter, stop) {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(letterMs)]);
      const socket = await outbound.connect(target, { audience, timeoutMs: connectMs, signal });
      try {
        return await hand(socket, { ...letter, signal }, settings);
      } finally {
        socket.destroy();
      }
    },
  };
}

type Sending = Letter & { readonly signal: AbortSignal };

async function hand(connection: Socket, letter: Sending, settings: MailSettings): Promise<SentLetter> {
  const { target, tls, login, from } = settings;
  const transport = createTransport({
    connection,
    host: target.host,
    port: target.port,
    secure: tls === 'start',
    requireTLS: tls === 'upgrade',
    ignoreTLS: tls === 'never',
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    ...(login && { auth: { user: login.user, pass: login.password }, forceAuth: true }),
    connectionTimeout: connectMs,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
    // A letter is made of what it says here: nothing in it names a file or an address to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { accepted, rejected } = await transport.sendMail({
    from,
    to: [...letter.to],
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    messageId: `<${letter.id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    signal: letter.signal,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  });
  return { accepted: accepted.length, refused: rejected.length };
}
