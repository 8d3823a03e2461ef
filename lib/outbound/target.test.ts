import { describe, expect, it } from 'vitest';
import { isAppError } from '#lib/errors.ts';
import { audienceEntry, audienceOf, canonicalHost, parseTarget, parseUrl } from './target.ts';

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
  return 'accepted';
};

describe('one spelling of a host', () => {
  it.each([
    ['API.GitHub.com', 'api.github.com'],
    ['api.github.com.', 'api.github.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['db_1.internal', 'db_1.internal'],
    ['127.1', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['0177.0.0.1', '127.0.0.1'],
    ['０', '0.0.0.0'],
    ['１２７.0.0.1', '127.0.0.1'],
    ['①②⑦.⓪.⓪.①', '127.0.0.1'],
    ['127。0。0。1', '127.0.0.1'],
    ['local\u00adhost', 'localhost'],
    ['::1', '::1'],
    ['[::1]', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['[FD00::0001]', 'fd00::1'],
  ])('%s is %s', (text, host) => {
    expect(canonicalHost(text)).toBe(host);
  });

  it.each(['', '.', 'a..', 'a b', 'a\tb', 'a\nb', 'a/b', 'a\\b', 'a?b', 'a#b', 'u@h', 'h:1', '%31', '[::1', '::1%lo'])(
    '%j is no host',
    (text) => {
      expect(canonicalHost(text)).toBeNull();
    },
  );
});

describe('addresses that may not be called', () => {
  it.each([
    '',
    'api.github.com',
    '//api.github.com/',
    'https://',
    'https://.',
    'https://api.github.com../',
    'https://user@api.github.com/',
    'https://user:password@api.github.com/',
    'https://:password@api.github.com/',
    'https://api.github.com\\@127.0.0.1/',
    'https:\\\\api.github.com/',
    ' https://api.github.com/',
    'https://api.github.com/ ',
    'https://api.git\thub.com/',
    'ht\ntps://api.github.com/',
    'https://api.github.com/\r\nX-Injected: 1',
    'https://api.github.com\u0000.example.com/',
    'https://api.github.com\u2028/',
    'https://[::1%25lo]/',
    'https://256.256.256.256/',
    'https://exa%00mple.com/',
    'https://api.github.com:0/',
    'https://api.github.com:22/',
    'https://api.github.com:25/',
    'https://api.github.com:80/',
    'https://api.github.com:6667/',
    'https://api.github.com:65536/',
    'ftp://api.github.com/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/_INFO',
    'data:text/plain,hello',
    'javascript:alert(1)',
    'ws://api.github.com/',
    'unix:/var/run/docker.sock',
  ])('%j', (url) => {
    expect(codeOf(() => parseUrl(url))).toBe('OUT-101');
  });

  it.each([
    { scheme: 'postgres', host: 'db.internal', port: 0 },
    { scheme: 'postgres', host: 'db.internal', port: 65_536 },
    { scheme: 'postgres', host: 'db.internal', port: 54.32 },
    { scheme: 'postgres', host: 'db.internal/x', port: 5432 },
    { scheme: 'Post gres', host: 'db.internal', port: 5432 },
    { scheme: 'https', host: 'db.internal', port: 22 },
  ])('%j', (target) => {
    expect(codeOf(() => parseTarget(target))).toBe('OUT-101');
  });

  it('does not repeat what was in it', () => {
    expect(() => parseUrl('https://user:hunter2@api.github.com/')).toThrow(/^(?!.*hunter2).*$/);
  });
});

describe('audience entries', () => {
  it.each([
    ['https://API.GitHub.com/user?x=1#y', 'https://api.github.com:443'],
    ['https://api.github.com.:443/', 'https://api.github.com:443'],
    ['https://api.example.com:8443/', 'https://api.example.com:8443'],
    ['http://db.internal/', 'http://db.internal:80'],
    ['https://[fd00::1]/', 'https://[fd00::1]:443'],
    ['https://0x7f.1/', 'https://127.0.0.1:443'],
  ])('%s belongs to %s', (url, entry) => {
    expect(audienceOf(url)).toBe(entry);
  });

  it('are the same for a driver', () => {
    const target = parseTarget({ scheme: 'postgres', host: 'DB.Example.', port: 5432 });
    expect(audienceEntry(target)).toBe('postgres://db.example:5432');
  });

  it('keeps no final dot and no fragment in the URL that is sent', () => {
    expect(parseUrl('https://api.github.com./user#secret').url.href).toBe('https://api.github.com/user');
  });
});
