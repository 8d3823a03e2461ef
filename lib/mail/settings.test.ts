import { describe, expect, it } from 'vitest';
import { parseMailSettings } from './settings.ts';

const from = 'Keyhaven <keyhaven@example.com>';

describe('the lines of the mail server', () => {
  it.each([
    ['smtp://ada:p%40ss@mail.example.com', 587, 'upgrade', { user: 'ada', password: 'p@ss' }],
    ['smtps://mail.example.com', 465, 'start', null],
    ['smtp://MAIL.example.com:25?tls=never', 25, 'never', null],
    ['smtp://[::1]:2525', 2525, 'upgrade', null],
  ])('%s', (url, port, tls, login) => {
    const settings = parseMailSettings({ url, from });
    expect(settings).toMatchObject({ target: { port }, tls, login });
    expect(settings?.from).toEqual({ name: 'Keyhaven', address: 'keyhaven@example.com' });
  });

  it('keep the password to the server that was named', () => {
    expect(parseMailSettings({ url: 'smtp://a:b@Mail.Example.com', from })?.audience).toEqual([
      'smtp://mail.example.com:587',
    ]);
  });

  it('may name nobody: then no letter is written', () => {
    expect(parseMailSettings({ url: undefined, from: undefined })).toBeNull();
  });

  it.each(['mail.example.com:587', 'https://ada:secret@mail.example.com', 'smtp://', 'smtp://a:%zz@mail.example.com'])(
    'are refused where %s is no mail server, without telling the password',
    (url) => {
      expect(() => parseMailSettings({ url, from })).toThrow(/^SMTP_URL cannot be used/);
      expect(() => parseMailSettings({ url, from })).not.toThrow(/secret/);
    },
  );

  it.each([undefined, 'Keyhaven', 'a@b, c@d', 'Keyhaven <a b@example.com>', 'x\r\nBcc: y <a@b.example>'])(
    'need somebody to be from, and %j is nobody',
    (line) => {
      expect(() => parseMailSettings({ url: 'smtp://mail.example.com', from: line })).toThrow('MAIL_FROM');
    },
  );

  it('take a bare address', () => {
    expect(parseMailSettings({ url: 'smtp://mail.example.com', from: 'ops@example.com' })?.from).toEqual({
      name: 'Keyhaven',
      address: 'ops@example.com',
    });
  });
});
