import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isAppError, type AppError } from '#lib/errors.ts';
import { admit } from './admission.ts';
import { parseAllowList } from './allow-list.ts';
import { createOutbound } from './connector.ts';
import { audienceEntry, parseTarget, parseUrl } from './target.ts';

/** Hosts that lead to this machine, a private network or nowhere, in every spelling that parsers take. */
const hosts = [
  ['127.0.0.1', '127.1', '127.0.1', '127.0.0.1.', '127.255.255.254', '2130706433', '0x7f000001', '0x7F.0.0.1'],
  ['0177.0.0.1', '017700000001', '0177.0x0.0.1', '0', '0.0.0.0', '0x0', '00', '0.0.0.1'],
  ['localhost', 'LOCALHOST', 'localhost.', 'LocalHost.', 'local\u00adhost', 'ｌｏｃａｌｈｏｓｔ', 'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ'],
  ['１２７.0.0.1', '１２７．０．０．１', '①②⑦.⓪.⓪.①', '127。0。0。1', '０', '𝟏𝟐𝟕.𝟎.𝟎.𝟏'],
  ['[::1]', '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::]', '[::0]', '[::0.0.0.1]'],
  ['[::ffff:127.0.0.1]', '[::FFFF:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]', '[::127.0.0.1]', '[::7f00:1]'],
  ['[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]'],
  ['[2001:0:4136:e378:8000:63bf:80ff:fffe]', '[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd12:3456::1]', '[ff02::1]'],
  ['[100::1]', '[2001:db8::1]', '[3fff::1]', '[5f00::1]', '[2001:2::1]', '[2001:10::1]', '[2001:20::1]', '[4000::1]'],
  ['10.0.0.1', '10.1', '0xa.0.0.1', '012.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '3232235777'],
  ['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.170.2', '100.100.100.200'],
  ['168.63.129.16', '[fd00:ec2::254]', '[fd20:ce::254]', '[::ffff:169.254.169.254]', '[::a9fe:a9fe]'],
  ['[64:ff9b::169.254.169.254]', '[2002:a9fe:a9fe::]', '[fe80::a9fe:a9fe]', '１６９.254.169.254'],
  ['100.64.0.1', '192.0.0.1', '192.0.2.1', '192.88.99.1', '198.18.0.1', '198.51.100.1', '203.0.113.1'],
  ['224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '192.31.196.1', '192.52.193.1', '192.175.48.1'],
].flat();

const audienceMay = (url: string): readonly string[] => {
  try {
    return [audienceEntry(parseUrl(url).target)];
  } catch {
    return [];
  }
};

async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const outcome = await work.then(
    () => new Error('It was not refused.'),
    (error: unknown) => error,
  );
  if (!isAppError(outcome)) throw outcome;
  return outcome;
}

const sinks: Server[] = [];
let port = 0;
let hits = 0;
const closed = createOutbound({ allow: [] });

async function listen(host: string, wanted: number): Promise<void> {
  const server = createServer((socket: Socket) => {
    hits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(wanted, host, resolve));
  sinks.push(server);
  port = (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  await listen('127.0.0.1', 0);
  await listen('::1', port);
});
beforeEach(() => {
  hits = 0;
});
afterAll(() => {
  for (const sink of sinks) sink.close();
});

describe('nothing reaches this machine or its network', () => {
  it('has enough spellings, and sinks that count', async () => {
    expect(new Set(hosts).size).toBeGreaterThanOrEqual(90);
    const open = createOutbound({ allow: [`127.0.0.1:${port}`, `[::1]:${port}`] });
    for (const host of ['127.0.0.1', '::1', 'localhost']) {
      const target = { scheme: 'postgres', host, port };
      const socket = await open.connect(target, { audience: [audienceEntry(target)], timeoutMs: 2_000 });
      expect(socket.remotePort).toBe(port);
      await new Promise((resolve) => socket.once('close', resolve).resume());
    }
    expect(hits).toBe(3);
  });

  it.each(hosts)('https://%s/', async (host) => {
    const url = `https://${host}:${port}/`;
    const error = await refusalOf(closed.fetch({ method: 'GET', url, audience: audienceMay(url), timeoutMs: 2_000 }));
    expect(error.code).toBe('OUT-103');
    expect(hits).toBe(0);
  });

  it.each(hosts)('a driver at %s', async (host) => {
    const target = { scheme: 'postgres', host, port };
    const audience = [audienceEntry(parseTarget(target))];
    const error = await refusalOf(closed.connect(target, { audience, timeoutMs: 2_000 }));
    expect(error.code).toBe('OUT-103');
    expect(hits).toBe(0);
  });

  it.each(hosts)('the line that is named would allow %s', async (host) => {
    const target = parseTarget({ scheme: 'https', host, port });
    const { signal } = new AbortController();
    const error = await refusalOf(admit(target, [audienceEntry(target)], parseAllowList([]), signal));
    const line = String(error.detail['line']).replace(/^OUTBOUND_ALLOW=/, '');
    expect(error.message).toContain(line);
    const addresses = await admit(target, [audienceEntry(target)], parseAllowList([line]), signal);
    expect(addresses.length).toBeGreaterThan(0);
  });
});

describe('plain http', () => {
  it('is refused before anything is looked up', async () => {
    const url = `http://localhost:${port}/`;
    const error = await refusalOf(closed.fetch({ method: 'GET', url, audience: audienceMay(url) }));
    expect([error.code, error.detail['line']]).toEqual(['OUT-101', `OUTBOUND_ALLOW=localhost:${port}`]);
    expect(hits).toBe(0);
  });

  it('is refused to a public address that no line names, even if a line has its port', async () => {
    const target = parseTarget({ scheme: 'http', host: '93.184.216.34', port: 8080 });
    const work = admit(
      target,
      [audienceEntry(target)],
      parseAllowList(['10.0.0.0/8:8080']),
      new AbortController().signal,
    );
    expect((await refusalOf(work)).code).toBe('OUT-101');
  });

  it('goes where a line names the destination', async () => {
    const url = `http://localhost:${port}/`;
    const open = createOutbound({ allow: [`localhost:${port}`] });
    const error = await refusalOf(open.fetch({ method: 'GET', url, audience: audienceMay(url) }));
    expect(error.code).toBe('OUT-108');
    expect(hits).toBe(1);
  });
});

describe('the audience', () => {
  const open = (): ReturnType<typeof createOutbound> => createOutbound({ allow: [`localhost:${port}`] });

  it.each([
    ['no entry', []],
    ['another host', ['postgres://127.0.0.1:PORT']],
    ['another port', ['postgres://localhost:1']],
    ['another scheme', ['mysql://localhost:PORT']],
    ['a host that ends the same', ['postgres://evil-localhost:PORT']],
    ['an entry without a port', ['postgres://localhost']],
  ])('with %s refuses', async (_name, entries) => {
    const audience = entries.map((entry) => entry.replace('PORT', String(port)));
    const target = { scheme: 'postgres', host: 'localhost', port };
    const error = await refusalOf(open().connect(target, { audience, timeoutMs: 2_000 }));
    expect(error.code).toBe('OUT-104');
    expect(hits).toBe(0);
  });
});

describe('a driver that cannot get there', () => {
  const attempt = async (more: { signal?: AbortSignal; timeoutMs: number }, freePort?: number): Promise<AppError> => {
    const target = { scheme: 'postgres', host: '127.0.0.1', port: freePort ?? port };
    const open = createOutbound({ allow: [`127.0.0.1:${target.port}`] });
    return refusalOf(open.connect(target, { audience: [audienceEntry(target)], ...more }));
  };

  it('is told that nothing answers', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port: freePort } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect((await attempt({ timeoutMs: 2_000 }, freePort)).code).toBe('OUT-105');
  });

  it('is stopped by its caller', async () => {
    const error = await attempt({ timeoutMs: 2_000, signal: AbortSignal.abort() });
    expect([error.code, error.detail['phase']]).toEqual(['OUT-106', 'connect']);
    expect(hits).toBe(0);
  });
});

describe('a request that cannot be sent', () => {
  const url = 'https://api.example.com/';
  const audience = ['https://api.example.com:443'];

  it.each([
    ['host', 'internal'],
    ['Transfer-Encoding', 'chunked'],
    ['content-length', '1'],
    ['x-key', 'secret\r\nx-injected: 1'],
    ['x key', 'secret'],
    ['x-key', 'secret\u0000'],
    ['x-key', 'secret\u{1f511}'],
  ])('header %j: %j', async (name, value) => {
    const error = await refusalOf(closed.fetch({ method: 'GET', url, audience, headers: { [name]: value } }));
    expect(error.code).toBe('INPUT_INVALID');
    expect(error.message).not.toContain('secret');
  });

  it.each(['CONNECT', 'TRACE', 'get', 'GET /x', ''])('method %j', async (method) => {
    expect((await refusalOf(closed.fetch({ method, url, audience }))).code).toBe('INPUT_INVALID');
  });
});
