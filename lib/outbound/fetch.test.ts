import { createServer, type AddressInfo, type Server } from 'node:net';
import { preloadOptions } from '#e2e/fakes/preload.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { goodTokens, specialTokens } from '#e2e/fakes/good-tokens.ts';
import { runOutbound, type Outcome, type Report } from '#e2e/fakes/outbound-run.ts';
import { startSaas, wrongTlsHosts, type Saas } from '#e2e/fakes/saas.ts';
import type { OutboundRequest } from './connector.ts';
import { audienceOf } from './target.ts';

const fake = '127.77.0.1';
const api = 'https://api.example-saas.com';
const other = 'https://other.example-saas.com';

let saas: Saas;
let sink: Server;
let sinkPort = 0;
let hits = 0;

beforeAll(async () => {
  saas = await startSaas();
  sink = createServer((socket) => {
    hits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  sinkPort = (sink.address() as AddressInfo).port;
});
beforeEach(() => {
  hits = 0;
  saas.requests.length = 0;
});
afterAll(async () => {
  sink.close();
  await saas.close();
});

const get = (url: string, more: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'GET',
  url,
  audience: [audienceOf(url)],
  ...more,
});

const run = (calls: readonly OutboundRequest[], env: Record<string, string> = {}): Promise<Report> =>
  runOutbound({ allow: [`${fake}:443`], calls }, { ...saas.env, ...env });

const withHosts = (more: Record<string, string | readonly string[]>): Record<string, string> => ({
  NODE_OPTIONS: preloadOptions({ ...saas.hosts, ...more }, saas.port),
});

async function one(call: OutboundRequest, env: Record<string, string> = {}): Promise<Outcome> {
  const [outcome] = (await run([call], env)).outcomes;
  if (outcome === undefined) throw new Error('There was no outcome.');
  return outcome;
}

const codes = (report: Report): readonly (string | number | undefined)[] =>
  report.outcomes.map((one) => one.code ?? one.status);

describe('answers', () => {
  it('come from the vendors with the right secret, and say so with the wrong one', async () => {
    const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const withAuth = (authorization: string) => ({ headers: { authorization } });
    const report = await run([
      get('https://api.github.com/user', withAuth(`Bearer ${goodTokens.github}`)),
      get('https://api.github.com/user', withAuth('token wrong')),
      get('https://slack.com/api/auth.test', { method: 'POST', ...withAuth(`Bearer ${goodTokens.slack}`) }),
      get('https://slack.com/api/auth.test', { method: 'POST', ...withAuth('Bearer wrong') }),
      get('https://api.stripe.com/v1/balance', withAuth(`Bearer ${goodTokens.stripe}`)),
      get('https://api.stripe.com/v1/account', withAuth(basic(goodTokens.stripe, ''))),
      get('https://us21.api.mailchimp.com/3.0/ping', withAuth(basic('any', goodTokens.mailchimp))),
      get('https://us1.api.mailchimp.com/3.0/ping', withAuth(basic('any', goodTokens.mailchimp))),
      get(`${api}/v1/me`, { headers: { 'X-API-Key': goodTokens.rest } }),
      get(`${api}/v1/me?api_key=${goodTokens.rest}`),
      get(`${api}/v1/me`, withAuth(basic(goodTokens.restUser, goodTokens.restPassword))),
      get(`${api}/v1/me`),
    ]);
    expect(codes(report)).toEqual([200, 401, 200, 200, 200, 200, 200, 401, 200, 200, 200, 401]);
    expect(report.outcomes[3]?.body).toBe('{"ok":false,"error":"invalid_auth"}');
  });

  it('are those of the server, whatever the status', async () => {
    const { unauthorised, forbidden, rateLimited, broken, html, errorBody } = specialTokens;
    const tokens = [unauthorised, forbidden, rateLimited, broken, html, errorBody];
    const report = await run(tokens.map((token) => get(`${api}/v1/me?api_key=${token}`)));
    expect(codes(report)).toEqual([401, 403, 429, 500, 200, 200]);
    expect(report.outcomes[2]?.headers?.['retry-after']).toBe('30');
  });

  it('carry what was sent, on a connection of its own', async () => {
    const call = get(`${api}/echo`, { method: 'POST', body: 'a=1', headers: { 'X-Key': 'k' } });
    const report = await run([call, call]);
    const [seen] = saas.requests;
    expect([seen?.method, seen?.body, seen?.headers['x-key']]).toEqual(['POST', 'a=1', 'k']);
    expect([seen?.headers['host'], seen?.headers['connection']]).toEqual(['api.example-saas.com', 'close']);
    expect(report.connects).toEqual([`${fake}:443`, `${fake}:443`]);
  });

  it('are unpacked', async () => {
    expect((await one(get(`${api}/gzip`))).body).toBe('{"packed":true}');
  });
});

describe('limits', () => {
  it('hold for bytes, packed and unpacked, and for headers', async () => {
    const report = await run([
      get(`${api}/endless`),
      get(`${api}/gzip-bomb`),
      get(`${api}/v1/me?api_key=${specialTokens.endlessGzip}`),
      get(`${api}/huge-headers`),
      get(`${api}/gzip`, { bodyBytesMax: 5 }),
    ]);
    expect(codes(report)).toEqual(['OUT-109', 'OUT-109', 'OUT-109', 'OUT-109', 'OUT-109']);
  });

  it('hold for time: silence, headers that never end, a body that never ends', async () => {
    const report = await run([
      get(`${api}/v1/me?api_key=${specialTokens.slow}`, { headerTimeoutMs: 300 }),
      get(`${api}/v1/me?api_key=${specialTokens.slowHeaders}`, { headerTimeoutMs: 300 }),
      get(`${api}/slow-body`, { headerTimeoutMs: 200, timeoutMs: 400 }),
    ]);
    const phases = report.outcomes.map(({ code, detail }) => `${code} ${String(detail?.['phase'])}`);
    expect(phases).toEqual(['OUT-106 headers', 'OUT-106 headers', 'OUT-106 body']);
    expect(Math.max(...report.outcomes.map((one) => one.elapsedMs))).toBeLessThan(5_000);
  });

  it('tell damaged answers apart from none', async () => {
    const report = await run([
      get(`${api}/cut`),
      get(`${api}/not-http`),
      get(`${api}/gzip-damaged`),
      get(`https://127.0.0.1:${sinkPort}/`),
    ]);
    expect(codes(report)).toEqual(['OUT-108', 'OUT-108', 'OUT-108', 'OUT-103']);
    expect(report.outcomes[1]?.message).toBe('What api.example-saas.com answered is not HTTP.');
  });
});

describe('TLS', () => {
  it.each(Object.entries(wrongTlsHosts))('%s', async (reason, host) => {
    const outcome = await one(get(`https://${host}/`), { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect([outcome.code, outcome.detail?.['reason']]).toEqual(['OUT-107', reason]);
    expect(saas.requests).toEqual([]);
  });

  it('checks the certificate of an address by that address', async () => {
    expect((await one(get(`https://${fake}/echo`))).status).toBe(200);
  });
});

describe('names', () => {
  it('that do not exist', async () => {
    expect((await one(get('https://nowhere.example/'))).code).toBe('OUT-102');
  });

  it('are looked up once, and the checked address is connected to', async () => {
    const rebinding = withHosts({ 'rebind.example': [fake, '127.0.0.1'], 'public.example': ['93.184.216.34', fake] });
    const report = await run([get('https://rebind.example/'), get('https://public.example/')], rebinding);
    expect(report.lookups).toEqual(['rebind.example', 'public.example']);
    expect(report.connects).toEqual([`${fake}:443`, '93.184.216.34:443']);
    expect(codes(report)).toEqual(['OUT-107', 'OUT-105']);
  });

  it('with one private address among public ones are private', async () => {
    const mixed = withHosts({ 'mixed.example': '93.184.216.34,2606:4700::1111,10.0.0.5' });
    const report = await run([get('https://mixed.example/')], mixed);
    expect(report.outcomes[0]?.detail).toEqual({
      host: 'mixed.example',
      address: '10.0.0.5',
      port: 443,
      line: 'OUTBOUND_ALLOW=mixed.example:443',
    });
    expect(report.connects).toEqual([]);
  });

  it('with several addresses are tried one after the other', async () => {
    const several = withHosts({ 'api.example-saas.com': `2606:4700::1111,${fake}` });
    const report = await run([get(`${api}/echo`)], several);
    expect(codes(report)).toEqual([200]);
    expect(report.connects).toEqual(['2606:4700::1111:443', `${fake}:443`]);
  });
});

describe('redirects', () => {
  const statuses = [301, 302, 303, 307, 308];
  const to = (status: number, url: string): string => `${api}/redirect?status=${status}&to=${encodeURIComponent(url)}`;

  it('to a private address never arrive', async () => {
    const places = [`https://127.0.0.1:${sinkPort}/`, `https://rebind.example:${sinkPort}/`, `http://0:${sinkPort}/`];
    const calls = statuses.flatMap((status) =>
      places.flatMap((place) => {
        const audience = [audienceOf(api), audienceOf(place)];
        return [get(to(status, place)), get(to(status, place), { audience, followRedirects: 5 })];
      }),
    );
    const report = await run(calls, withHosts({ 'rebind.example': '127.0.0.1' }));
    const expected = ['OUT-110', 'OUT-103', 'OUT-110', 'OUT-103', 'OUT-110', 'OUT-101'];
    expect(codes(report)).toEqual(statuses.flatMap(() => expected));
    expect(new Set(report.connects)).toEqual(new Set([`${fake}:443`]));
    expect(hits).toBe(0);
  });

  it('are followed within the origin, with the secret', async () => {
    const headers = { authorization: `Bearer ${goodTokens.rest}` };
    const report = await run(statuses.map((status) => get(to(status, '/v1/me'), { headers })));
    expect(codes(report)).toEqual([200, 200, 200, 200, 200]);
    expect(report.outcomes[0]?.url).toBe(`${api}/v1/me`);
  });

  it('outside the audience are refused even when they may be followed', async () => {
    expect((await one(get(to(302, `${other}/echo`), { followRedirects: 1 }))).code).toBe('OUT-104');
  });

  it('to another origin of the audience go without the secret', async () => {
    const audience = [audienceOf(api), audienceOf(other)];
    const headers = { authorization: 'Bearer planted', 'x-api-key': 'planted', cookie: 'planted' };
    const calls = statuses.map((status) => get(to(status, `${other}/echo`), { audience, headers, followRedirects: 1 }));
    expect(codes(await run(calls))).toEqual([200, 200, 200, 200, 200]);
    const there = saas.requests.filter((one) => one.host === 'other.example-saas.com');
    expect(there).toHaveLength(5);
    expect(JSON.stringify(there)).not.toContain('planted');
  });

  it('without end are ended', async () => {
    expect((await one(get(`${api}/loop`))).code).toBe('OUT-110');
    expect(saas.requests).toHaveLength(4);
  });
});
