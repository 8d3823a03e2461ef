import tls from 'node:tls';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCa, issue, type Certificate } from '#e2e/fakes/ca.ts';
import { createMailer, type Letter } from './mailer.ts';
import { parseMailSettings } from './settings.ts';
import { startTestMail, type TestMail } from './testing.ts';

const from = 'Keyhaven <keyhaven@example.com>';
const letter: Letter = {
  to: ['mara@example.com', 'jonas@example.com'],
  subject: 'Reconnect needed: Überweisungen',
  text: 'Somebody has to sign in again.\n',
  html: '<p>Somebody has to sign in again.</p>',
  id: 'ntc_1',
};

let certificate: Certificate;
const trusted = tls.getCACertificates('default');
beforeAll(async () => {
  const ca = await createCa();
  certificate = await issue(ca, ['localhost', '127.0.0.1']);
  tls.setDefaultCACertificates([...trusted, ca.cert]);
});
afterAll(() => tls.setDefaultCACertificates(trusted));

const opened: TestMail[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((mail) => mail.close()));
});

async function start(...options: Parameters<typeof startTestMail>): Promise<TestMail> {
  const mail = await startTestMail(...options);
  opened.push(mail);
  return mail;
}

function mailer(url: string) {
  const settings = parseMailSettings({ url, from });
  if (!settings) throw new Error('A mail server is named.');
  return createMailer(settings);
}

const send = (url: string) => mailer(url).send(letter, new AbortController().signal);

const onlyMara: SMTPServerOptions = {
  disabledCommands: [],
  authOptional: false,
  onAuth: (auth, _, done) => {
    if (auth.username === 'keyhaven' && auth.password === 'p@ss') done(null, { user: 'keyhaven' });
    else done(Object.assign(new Error('no'), { responseCode: 535 }));
  },
};

describe('a letter', () => {
  it('is handed over in one conversation, in plain text and in HTML', async () => {
    const mail = await start();
    expect(await send(`smtp://127.0.0.1:${mail.port}?tls=never`)).toEqual({ accepted: 2, refused: 0 });
    expect(mail.taken).toHaveLength(1);
    const [{ to, source } = { to: [], source: '' }] = mail.taken;
    expect(to).toEqual(letter.to);
    for (const part of [
      'From: Keyhaven <keyhaven@example.com>',
      'Message-ID: <ntc_1@example.com>',
      'Auto-Submitted: auto-generated',
      'text/plain',
      'text/html',
    ])
      expect(source).toContain(part);
  });

  it.each([
    ['by STARTTLS', 'smtp', {}],
    ['by TLS from the start', 'smtps', { secure: true }],
  ])('goes encrypted %s, and only then does the password', async (_, scheme, options) => {
    const mail = await start({ ...certificate, ...onlyMara, ...options });
    await send(`${scheme}://keyhaven:p%40ss@localhost:${mail.port}`);
    expect(mail.taken).toMatchObject([{ isSecure: true, user: 'keyhaven' }]);
  });

  it('is not sent where the server offers no encryption', async () => {
    const mail = await start();
    await expect(send(`smtp://127.0.0.1:${mail.port}`)).rejects.toMatchObject({ code: 'ETLS' });
    expect(mail.taken).toEqual([]);
  });

  it('is not sent to a server that shows the certificate of another', async () => {
    const stranger = await issue(await createCa('Somebody else'), ['localhost']);
    const mail = await start({ ...stranger, ...onlyMara });
    await expect(send(`smtp://keyhaven:p%40ss@localhost:${mail.port}`)).rejects.toThrow(/certificate/);
    expect(mail.taken).toEqual([]);
  });

  it('is not sent after a password that is refused', async () => {
    const mail = await start({ ...certificate, ...onlyMara });
    await expect(send(`smtp://keyhaven:wrong@localhost:${mail.port}`)).rejects.toMatchObject({ code: 'EAUTH' });
  });

  it('is taken for those who exist, and for nobody where none does', async () => {
    const mail = await start();
    mail.refuses = 'jonas@example.com';
    const url = `smtp://127.0.0.1:${mail.port}?tls=never`;
    expect(await send(url)).toEqual({ accepted: 1, refused: 1 });
    mail.refuses = 'all';
    await expect(send(url)).rejects.toMatchObject({ code: 'EENVELOPE' });
  });

  it('fails by our own code where nobody listens, and stops when it is told to', async () => {
    const mail = await start();
    await mail.close();
    await expect(send(`smtp://127.0.0.1:${mail.port}?tls=never`)).rejects.toMatchObject({ code: 'OUT-105' });
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const place = silent.address();
    const port = typeof place === 'object' && place ? place.port : 0;
    const stop = new AbortController();
    const sending = mailer(`smtp://127.0.0.1:${port}?tls=never`).send(letter, stop.signal);
    silent.once('connection', () => stop.abort());
    // Long before the server's silence would end it.
    await expect(sending).rejects.toThrow();
    silent.close();
  });
});
