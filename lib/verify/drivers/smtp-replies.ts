import type { Socket } from 'node:net';
import { readFrom } from '#lib/verify/driver-reader.ts';
import { DriverStop } from '#lib/verify/driver-steps.ts';

/** RFC 5321, 4.2. A reply has one code and some lines, of 512 bytes; servers are known to write longer ones. */
const conversationBytesMax = 65_536;
const lineBytesMax = 4_096;
const lineEnd = '\r\n';

export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

export interface SmtpLine {
  /** Waits for one reply. @throws DriverStop `wrong_protocol`, `connection_lost` */
  readonly listen: () => Promise<Reply>;
  /** Sends one line and waits for its one reply. */
  readonly ask: (line: string) => Promise<Reply>;
  /** Sends one line that nobody waits to have answered. */
  readonly tell: (line: string) => void;
  /** Ends the conversation on this socket, so that it can be encrypted; see `Reader.release`. */
  readonly release: () => void;
}

/** A conversation over an open socket. */
export function talkSmtp(socket: Socket): SmtpLine {
  const reader = readFrom(socket, conversationBytesMax);
  const listen = () => reader.read(takeReply);
  const tell = (line: string): void => void socket.write(line + lineEnd);
  return {
    listen,
    tell,
    ask: (line) => {
      tell(line);
      return listen();
    },
    release: reader.release,
  };
}

/** `250-first`, `250-second`, `250 last`. */
function takeReply(arrived: Buffer): { value: Reply; used: number } | null {
  const lines: string[] = [];
  let code = '';
  for (let at = 0; ;) {
    const end = arrived.indexOf('\n', at);
    const line = arrived.toString('utf8', at, end < 0 ? undefined : end).replace(/\r$/, '');
    if (line.length > lineBytesMax) throw new DriverStop('wrong_protocol');
    if (end < 0) {
      // What will never be a reply need not be waited for.
      if (!/^\d{0,3}$/.test(line.slice(0, 3))) throw new DriverStop('wrong_protocol');
      return null;
    }
    const [, digits = '', separator = '', text = ''] = /^([2-5]\d\d)(?:([ -])(.*))?$/.exec(line) ?? [];
    if (digits === '' || (code !== '' && digits !== code)) throw new DriverStop('wrong_protocol');
    code = digits;
    lines.push(text);
    at = end + 1;
    if (separator !== '-') return { value: { code: Number(code), lines }, used: at };
  }
}
