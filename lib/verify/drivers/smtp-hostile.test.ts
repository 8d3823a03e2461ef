import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createCa, issue, type Ca } from '#e2e/fakes/ca.ts';
import { checkSmtp } from './smtp.ts';
import { hostileServers, tryHere, writeForEver } from './testing.ts';

const password = 'correct-horse-battery';
const { listen } = hostileServers();

/** Greets, then answers each line by its first word. Notes what was said. */
function answering(replies: Readonly<Record<string, string>>, said: string[] = []): (socket: Socket) => void {
  return (socket) => {
    socket.write('220 mail.example.com\r\n');
    socket.on('data', (bytes: Buffer) => {
      said.push(bytes.toString());
      socket.write(replies[bytes.toString().trim().split(' ')[0] ?? ''] ?? '500 What?\r\n');
    });
  };
}

async function check(serve: (socket: Socket) => void, encryption = 'none', ca?: Ca) {
  const port = await listen(serve);
  return tryHere(checkSmtp, {
    driver: 'smtp',
    password,
    settings: { host: '127.0.0.1', port, user: 'sync', encryption, ...(ca && { caCertificate: ca.cert }) },
  });
}

const plainOnly = '250-mail.example.com\r\n250 AUTH PLAIN LOGIN\r\n';
const withStartTls = '250-mail.example.com\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n';

describe('a mail server on whose line somebody sits', () => {
  it.each([
    ['does not offer STARTTLS', { EHLO: plainOnly }, 'tls_not_offered'],
    ['refuses it', { EHLO: withStartTls, STARTTLS: '454 Not now\r\n' }, 'tls_not_offered'],
    ['sends more in front of it', { EHLO: withStartTls, STARTTLS: '220 Go\r\n235 You are in\r\n' }, 'wrong_protocol'],
    ['sends part of a line in front of it', { EHLO: withStartTls, STARTTLS: '220 Go\r\n250-' }, 'wrong_protocol'],
    ['goes on in clear', { EHLO: withStartTls, STARTTLS: '220 Go\r\n' }, 'tls_error'],
  ])('and who %s is never told the password', async (_, replies, code) => {
    const said: string[] = [];
    expect(await check(answering(replies, said), 'starttls-unchecked')).toMatchObject({ outcome: 'failed', code });
    expect(said.join('')).not.toContain('AUTH');
  });

  it('forgets what was said before the encryption', async () => {
    const ca = await createCa();
    const certificate = await issue(ca, ['127.0.0.1']);
    const said: string[] = [];
    const result = await check(
      (socket) => {
        socket.write('220 mail.example.com\r\n');
        socket.on('data', function plain(bytes: Buffer) {
          if (bytes.toString().startsWith('EHLO')) socket.write(withStartTls);
          if (!bytes.toString().startsWith('STARTTLS')) return;
          socket.off('data', plain).write('220 Go\r\n');
          const tls = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(certificate) });
          tls.on('error', () => {});
          tls.on('data', (line: Buffer) => {
            said.push(line.toString());
            tls.write(line.toString().startsWith('EHLO') ? '250 mail.example.com\r\n' : '235 You are in\r\n');
          });
        });
      },
      'starttls',
      ca,
    );
    expect(result).toMatchObject({ outcome: 'failed', code: 'method_unknown' });
    expect(said.map((line) => line.split(' ')[0])).toEqual(['EHLO']);
  });
});

describe('a mail server that refuses', () => {
  it.each([
    ['421', 'server_busy'],
    ['554', 'host_not_allowed'],
  ])('with %s instead of a greeting is told in our words', async (state, code) => {
    const result = await check((socket) => socket.end(`${state}-no\r\n${state} ${password} is what you typed\r\n`));
    expect(result).toMatchObject({ outcome: 'failed', code, detail: `${state} in the greeting` });
    expect(JSON.stringify(result)).not.toContain('what you typed');
  });

  it.each([
    ['421', 'server_busy'],
    ['432', 'password_expired'],
    ['454', 'server_busy'],
    ['504', 'method_unknown'],
    ['530', 'tls_required'],
    ['534', 'sign_in_refused'],
    ['535', 'wrong_password'],
    ['538', 'tls_required'],
    ['550', 'server_refused'],
  ])('the sign-in with %s is told in our words', async (state, code) => {
    const replies = { EHLO: plainOnly, AUTH: `${state} 5.7.8 ${password} is what you typed\r\n` };
    const result = await check(answering(replies));
    expect(result).toMatchObject({ outcome: 'failed', code, detail: `${state} at sign-in` });
    expect(JSON.stringify(result)).not.toContain('what you typed');
  });

  it('is asked once', async () => {
    const said: string[] = [];
    await check(answering({ EHLO: plainOnly, AUTH: '535 No\r\n' }, said));
    expect(said.filter((line) => line.startsWith('AUTH'))).toHaveLength(1);
  });
});

describe('a mail server that is not what it should be', () => {
  it.each<[string, (socket: Socket) => void, string]>([
    ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'wrong_protocol'],
    ['speaks SSH', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'), 'wrong_protocol'],
    ['sends a line without end', (socket) => writeForEver(socket, '220'.repeat(1_000)), 'wrong_protocol'],
    ['sends lines without end', (socket) => writeForEver(socket, '220-hello\r\n'.repeat(100)), 'wrong_protocol'],
    ['changes its mind in the middle', (socket) => socket.write('220-hello\r\n250 hello\r\n'), 'wrong_protocol'],
    ['says yes to what was not asked', answering({ EHLO: '334 VXNlcm5hbWU6\r\n' }), 'wrong_protocol'],
    ['says yes too early', answering({ EHLO: plainOnly, AUTH: '250 Fine\r\n' }), 'wrong_protocol'],
    ['hangs up at once', (socket) => socket.destroy(), 'connection_lost'],
    ['hangs up in the middle of a line', (socket) => socket.end('22'), 'connection_lost'],
    ['says nothing', () => {}, 'timeout'],
  ])('and %s is named', async (_, serve, code) => {
    expect(await check(serve)).toMatchObject({ outcome: 'failed', code });
  });
});
