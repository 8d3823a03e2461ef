import { expect } from 'vitest';
import { getComponent } from '#lib/catalog/catalog.ts';
import { audienceOf, type Settings } from '#lib/catalog/input.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import type { Outbound, OutboundRequest } from '#lib/outbound/connector.ts';
import { verify, type Verification } from './verify.ts';

export interface Asked {
  readonly id: string;
  readonly type: string;
  readonly settings?: Settings;
  readonly secret: Record<string, string>;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export const key = 's3cret-token-0123456789';
export const github: Asked = { id: 'github', type: 'bearer', secret: { token: key } };
export const slack: Asked = { id: 'slack', type: 'bearer', secret: { token: key } };
export const stripe: Asked = { id: 'stripe', type: 'api_key', secret: { apiKey: key } };
export const mailchimp: Asked = { id: 'mailchimp', type: 'api_key', settings: { dc: 'us19' }, secret: { apiKey: key } };
export const rest: Asked = {
  id: 'rest',
  type: 'bearer',
  settings: { baseUrl: 'https://api.example.com/v1', testPath: '/me' },
  secret: { token: key },
};

/** Runs one check against an answer, or a failure, of the network; time stands still but for 7 ms on the way. */
export async function check(asked: Asked, reply: Reply | Error, signal?: AbortSignal) {
  const requests: OutboundRequest[] = [];
  let now = 1_000;
  const outbound: Outbound = {
    connect: () => Promise.reject(new Error('No driver runs here.')),
    fetch: async (request) => {
      requests.push(request);
      now += 7;
      if (reply instanceof Error) throw reply;
      const { status = 200, headers = {}, body = '' } = reply;
      return {
        status,
        headers,
        url: request.url,
        body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      };
    },
  };
  const component = getComponent(asked.id);
  const settings = asked.settings ?? {};
  const method = findMethod(component, asked.type);
  const audience = method ? audienceOf(method, settings) : [];
  const result = await verify(
    { component, authType: asked.type, settings, secret: asked.secret, audience },
    { owner: 'ten_a', outbound, allow: [], environment: {}, clock: () => now, signal },
  );
  expect(JSON.stringify(result)).not.toContain(key);
  return { result, requests };
}

export const brief = ({ outcome, code, field }: Verification) => [outcome, code, field];
