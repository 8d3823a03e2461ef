import { describe, expect, it } from 'vitest';
import { manifest } from '#lib/catalog/schema.ts';
import { AppError, type ErrorCode, type ErrorDetail } from '#lib/errors.ts';
import type { Outbound, OutboundRequest } from '#lib/outbound/connector.ts';
import { brief, check, github, key, mailchimp, rest, slack, stripe, type Asked } from './testing.ts';
import { verify } from './verify.ts';

describe('what is asked', () => {
  it.each<[Asked, Partial<OutboundRequest>]>([
    [
      github,
      {
        method: 'GET',
        url: 'https://api.github.com/user',
        audience: ['https://api.github.com:443'],
        headers: {
          Accept: 'application/vnd.github+json',
          'X-GitHub-Api-Version': '2022-11-28',
          'User-Agent': 'Keyhaven',
          Authorization: `Bearer ${key}`,
        },
      },
    ],
    [slack, { method: 'POST', url: 'https://slack.com/api/auth.test', headers: { Authorization: `Bearer ${key}` } }],
    [stripe, { method: 'GET', url: 'https://api.stripe.com/v1/account', headers: { Authorization: `Bearer ${key}` } }],
    [
      mailchimp,
      {
        url: 'https://us19.api.mailchimp.com/3.0/?fields=account_name',
        audience: ['https://us19.api.mailchimp.com:443'],
        headers: { Authorization: `Basic ${Buffer.from(`keyhaven:${key}`).toString('base64')}` },
      },
    ],
    [rest, { url: 'https://api.example.com/v1/me', audience: ['https://api.example.com:443'] }],
    [
      { ...rest, type: 'basic', settings: { ...rest.settings, username: 'jörg' }, secret: { password: 'pä:ss' } },
      {
        headers: {
          Accept: 'application/json, */*;q=0.5',
          'User-Agent': 'Keyhaven',
          Authorization: `Basic ${Buffer.from('jörg:pä:ss').toString('base64')}`,
        },
      },
    ],
    [
      {
        ...rest,
        type: 'api_key',
        settings: { ...rest.settings, placement: 'header', headerName: 'X-Key' },
        secret: { apiKey: '{token}' },
      },
      { headers: { Accept: 'application/json, */*;q=0.5', 'User-Agent': 'Keyhaven', 'X-Key': '{token}' } },
    ],
    [
      {
        ...rest,
        type: 'api_key',
        settings: { ...rest.settings, testPath: '/me?a=1', placement: 'query', queryName: 'api key' },
        secret: { apiKey: 'a&b=c' },
      },
      { url: 'https://api.example.com/v1/me?a=1&api%20key=a%26b%3Dc' },
    ],
  ])('is what the manifest of $id says', async (asked, request) => {
    const { requests } = await check(asked, { body: {} });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject(request);
    if (request.headers) expect(requests[0]?.headers).toEqual(request.headers);
  });
});

describe('trouble on the way', () => {
  const host = { host: 'api.example.com', port: 443 };
  const refusal = {
    host: 'api.example.com',
    address: '10.0.0.5',
    port: 443,
    line: 'OUTBOUND_ALLOW=api.example.com:443',
  };

  it.each<[ErrorCode, ErrorDetail, unknown[], RegExp]>([
    [
      'OUT-101',
      { ...host, line: 'OUTBOUND_ALLOW=api.example.com:80' },
      ['failed', 'address_invalid', 'baseUrl'],
      /plain http/,
    ],
    ['OUT-101', {}, ['failed', 'address_invalid', 'baseUrl'], /scheme/],
    ['OUT-102', host, ['failed', 'host_not_found', 'baseUrl'], /spelled/],
    ['OUT-103', refusal, ['failed', 'address_refused', 'baseUrl'], /one line: OUTBOUND_ALLOW=api\.example\.com:443$/],
    ['OUT-104', host, ['failed', 'outside_audience', null], /again/],
    ['OUT-105', host, ['failed', 'connection_refused', 'baseUrl'], /host and port/],
    ['OUT-106', host, ['failed', 'timeout', null], /minute/],
    ['OUT-107', { ...host, reason: 'expired' }, ['failed', 'tls_error', 'baseUrl'], /renew/],
    ['OUT-107', { ...host, reason: 'self_signed' }, ['failed', 'tls_error', 'baseUrl'], /authority/],
    ['OUT-107', { ...host, reason: 'untrusted' }, ['failed', 'tls_error', 'baseUrl'], /authority/],
    ['OUT-107', { ...host, reason: 'hostname' }, ['failed', 'tls_error', 'baseUrl'], /host name/],
    ['OUT-107', { ...host, reason: 'handshake' }, ['failed', 'tls_error', 'baseUrl'], /port/],
    ['OUT-108', host, ['failed', 'connection_lost', null], /port/],
    ['OUT-109', host, ['failed', 'answer_too_large', null], /short/],
    ['OUT-110', { to: 'https://evil.example' }, ['failed', 'redirected', 'baseUrl'], /really has|detour/],
    ['INPUT_INVALID', {}, ['failed', 'request_invalid', null], /header/],
  ])('%s %j is told in words', async (code, detail, expected, fix) => {
    const { result } = await check(rest, new AppError(code, `raw ${key}`, detail));
    expect(brief(result)).toEqual(expected);
    expect(result.fix).toMatch(fix);
    expect(result).toMatchObject({ detail: code, durationMs: 7, steps: [{ outcome: 'failed', durationMs: 7 }] });
    expect(JSON.stringify(result)).not.toContain('undefined');
  });

  it('names a private address as the operator has to write it', async () => {
    const { result } = await check(rest, new AppError('OUT-103', '', refusal));
    expect(result.message).toBe('api.example.com is a private address.');
  });

  it('points at no field where nobody typed the address', async () => {
    const { result } = await check(github, new AppError('OUT-102', '', { host: 'api.github.com', port: 443 }));
    expect(result).toMatchObject({ field: null, message: 'GitHub was not found: api.github.com has no address.' });
  });

  it('is a stop when the caller stopped', async () => {
    const { result } = await check(rest, new AppError('OUT-106', ''), AbortSignal.abort());
    expect(brief(result)).toEqual(['failed', 'cancelled', null]);
  });

  it('of our own making is not hidden as theirs', async () => {
    await expect(check(rest, new TypeError('a defect'))).rejects.toThrow('a defect');
  });
});

describe('what cannot be checked', () => {
  it('is not asked and never passes', async () => {
    const webhook: Asked = { id: 'slack', type: 'custom', secret: { webhookUrl: key } };
    const { result, requests } = await check(webhook, { body: { ok: true } });
    expect(requests).toEqual([]);
    expect(result).toMatchObject({
      outcome: 'not_testable',
      code: 'not_testable',
      account: null,
      durationMs: 0,
      steps: [],
    });
    expect(result.message).toBe('Slack offers no way to check a webhook without posting a message.');
  });

  it('is a REST API without a test path', async () => {
    const { result, requests } = await check(
      { ...rest, settings: { baseUrl: 'https://api.example.com' } },
      { body: {} },
    );
    expect(requests).toEqual([]);
    expect(result.outcome).toBe('not_testable');
  });

  it('is no auth type that the component does not have', async () => {
    await expect(check({ ...github, type: 'basic' }, {})).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('a manifest of one’s own', () => {
  it('needs no code to be checked', async () => {
    const component = manifest.parse({
      id: 'acme',
      name: 'Acme',
      category: 'Tools',
      icon: { monogram: 'Ac' },
      authMethods: [
        {
          type: 'api_key',
          label: 'Key',
          fields: [{ name: 'key', label: 'Key', kind: 'secret', secret: true }],
          audience: { from: 'fixed', destinations: ['https://acme.example:443'] },
          verify: {
            kind: 'http',
            method: 'GET',
            url: 'https://acme.example/a~b',
            placements: [{ in: 'header', name: 'X-Acme', value: 'v1 {key}' }],
            success: [{ status: ['2xx'], where: { pointer: '/a~1b/0/m~0n', is: [null] } }],
          },
        },
      ],
    });
    const outbound: Outbound = {
      connect: () => Promise.reject(new Error('No driver runs here.')),
      fetch: async ({ url, headers }) => {
        expect(headers).toEqual({ 'X-Acme': 'v1 k' });
        return { status: 201, headers: {}, body: Buffer.from('{"a/b":[{"m~n":null}]}'), url };
      },
    };
    const probe = { component, authType: 'api_key', settings: {}, secret: { key: 'k' }, audience: [] };
    const result = await verify(probe, { owner: 'ten_a', outbound, allow: [], environment: {}, clock: () => 0 });
    expect(result).toMatchObject({ outcome: 'passed', message: 'Acme accepted the key.' });
  });
});
