import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import { describe, expect, it } from 'vitest';
import type { EventPayload } from '#db/schema/webhooks.ts';
import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { newSecret } from '#lib/webhooks/model.ts';
import { failureOf, outcomeOf, signatureOf, wireMessage, type Message, type Sending } from './model.ts';

const at = Date.parse('2026-11-21T10:20:30.456Z');

const payload: EventPayload = {
  credential: {
    id: 'crd_1',
    identifier: 'github-abc',
    name: 'Orders – Übersee',
    component: 'github',
    authType: 'bearer',
    environment: 'production',
    state: 'failed',
    createdAt: at - 1_000,
    updatedAt: at,
  },
  facts: { reason: 'unauthorized' },
};

const message: Message = {
  id: 'evt_1',
  type: 'credential.verification.failed',
  at,
  tenantId: 'ten_1',
  workspaceId: 'wsp_1',
  payload,
};

const sending = (change: Partial<Sending> = {}): Sending => ({
  form: 'standard',
  secrets: [newSecret()],
  sentAt: Date.now(),
  attempt: 1,
  ...change,
});

describe('the standard form', () => {
  it('signs the published vector as published', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    expect(signatureOf(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_000, '{"test": 2432232314}')).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  it('says this, byte for byte', () => {
    const { headers, body } = wireMessage(
      message,
      sending({ secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], sentAt: at }),
    );
    expect(body).toBe(
      '{"type":"credential.verification.failed","timestamp":"2026-11-21T10:20:30.456Z","data":{"id":"evt_1",' +
        '"tenant":"ten_1","workspace":"wsp_1","credential":{"id":"crd_1","identifier":"github-abc",' +
        '"name":"Orders – Übersee","component":"github","authType":"bearer","environment":"production",' +
        '"state":"failed","createdAt":"2026-11-21T10:20:29.456Z","updatedAt":"2026-11-21T10:20:30.456Z"},' +
        '"reason":"unauthorized"}}',
    );
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const seconds = Math.floor(at / 1000);
    expect(headers).toEqual({
      'content-type': 'application/json',
      'user-agent': 'Keyhaven-Webhooks',
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${createHmac('sha256', key).update(`evt_1.${seconds}.${body}`).digest('base64')}`,
    });
  });

  it('is believed by the libraries receivers use, by either secret while both are valid, and by no other', () => {
    const [current, former] = [newSecret(), newSecret()];
    const { headers, body } = wireMessage(message, sending({ secrets: [current, former] }));
    expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    for (const secret of [current, former]) {
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: message.type });
      expect(() => new Svix(secret).verify(body, headers)).not.toThrow();
    }
    expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow();
    expect(() => new Svix(current).verify(`${body} `, headers)).toThrow();
    expect(() => new Webhook(current).verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow();
  });

  it('is signed anew at each try, with the same id and the same words', () => {
    const secrets = sending().secrets;
    const first = wireMessage(message, sending({ secrets, sentAt: at }));
    const second = wireMessage(message, sending({ secrets, sentAt: at + 60_000, attempt: 2 }));
    expect(second.body).toBe(first.body);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.headers['webhook-signature']).not.toBe(first.headers['webhook-signature']);
  });

  it('names the consumer whose it is, where there is one', () => {
    const dataOf = (consumer: EventPayload['consumer']) =>
      JSON.parse(wireMessage({ ...message, payload: { ...payload, consumer } }, sending()).body).data;
    const consumer = { externalId: 'account:12345', connectionKey: 'crm+github', isEnabled: true };
    expect(dataOf(consumer)).toMatchObject({ consumer: { id: 'account:12345', connection: 'crm+github' } });
    expect(dataOf(null)).not.toHaveProperty('consumer');
  });

  it('is about no credential in a test', () => {
    const { body } = wireMessage({ ...message, type: 'keyhaven.test', payload: null }, sending());
    expect(JSON.parse(body)).toEqual({
      type: 'keyhaven.test',
      timestamp: '2026-11-21T10:20:30.456Z',
      data: { id: 'evt_1', tenant: 'ten_1', workspace: 'wsp_1' },
    });
  });
});

/** As receivers do it that parse first: every object with its keys in order, arrays as they are. */
function resorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, resorted(part)]),
  );
}

describe("Apideck's form", () => {
  const secret = newSecret();
  const sent = wireMessage(message, sending({ form: 'apideck', secrets: [secret, newSecret()], attempt: 3 }));
  const hmac = (text: string) => createHmac('sha256', secret).update(text).digest('hex');

  it('has its envelope, and a connection without settings', () => {
    expect(JSON.parse(sent.body)).toEqual({
      payload: {
        event_id: sent.headers['x-apideck-idempotency-key'],
        event_type: 'credential.verification.failed',
        service_id: 'apideck-vault',
        entity_id: 'wsp_1+github-abc',
        entity_type: 'Connection',
        entity: {
          id: 'wsp_1+github-abc',
          consumer_id: 'github-abc',
          unified_api: 'development',
          service_id: 'github',
          name: 'GitHub',
          tag_line: 'Repositories, issues and pull requests.',
          website: 'https://docs.github.com/en/rest',
          icon: `${env.apiAddress}/icons/siGithub.svg`,
          logo: `${env.apiAddress}/icons/siGithub.svg`,
          auth_type: 'apiKey',
          enabled: true,
          state: 'invalid',
          health: 'needs_auth',
          created_at: '2026-11-21T10:20:29.456Z',
          updated_at: '2026-11-21T10:20:30.456Z',
        },
        execution_attempt: 3,
        occurred_at: '2026-11-21T10:20:30.456Z',
      },
    });
    expect(sent.headers['x-apideck-event-type']).toBe(message.type);
    expect(sent.headers['x-apideck-idempotency-key']).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-/,
    );
  });

  it('is about the consumer whose it is, and by the names of its connection', () => {
    const entityFor = (consumer: EventPayload['consumer']) => {
      const told = { ...message, payload: { ...payload, consumer } };
      const { body } = wireMessage(told, sending({ form: 'apideck' }));
      const { entity, entity_id } = JSON.parse(body).payload;
      return { ...entity, entity_id };
    };
    expect(entityFor({ externalId: 'a+b', connectionKey: 'file-storage+github', isEnabled: false })).toMatchObject({
      entity_id: 'wsp_1+a+b',
      id: 'wsp_1+a+b',
      consumer_id: 'a+b',
      unified_api: 'file-storage',
      service_id: 'github',
      enabled: false,
    });
    expect(entityFor({ externalId: 'a', connectionKey: null, isEnabled: true })).toMatchObject({
      entity_id: 'wsp_1+a',
      consumer_id: 'a',
      unified_api: 'development',
      service_id: 'github',
      enabled: true,
    });
    expect(entityFor(null)).toMatchObject({ consumer_id: 'github-abc', entity_id: 'wsp_1+github-abc' });
  });

  it('says how it stood when that happened, whatever its credential is called by now', () => {
    const entityWith = (standing: EventPayload['standing']) => {
      const told = { ...message, payload: { ...payload, ...(standing && { standing }) } };
      return JSON.parse(wireMessage(told, sending({ form: 'apideck' })).body).payload.entity;
    };
    expect(entityWith({ state: 'added', health: 'revoked' })).toMatchObject({ state: 'added', health: 'revoked' });
    const gone = entityWith({ state: 'available', health: null });
    expect(gone).toMatchObject({ state: 'available' });
    expect(gone).not.toHaveProperty('health');
  });

  it('has one signature for who takes the bytes and for who sorts them again', () => {
    expect(sent.headers['x-apideck-signature']).toBe(hmac(sent.body));
    expect(sent.headers['x-apideck-signature']).toBe(hmac(JSON.stringify(resorted(JSON.parse(sent.body)))));
    expect(sent.headers['x-apideck-signature']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('names the event the same at each try', () => {
    const again = wireMessage(message, sending({ form: 'apideck', secrets: [secret], attempt: 4 }));
    expect(again.headers['x-apideck-idempotency-key']).toBe(sent.headers['x-apideck-idempotency-key']);
  });
});

describe('what a try meets', () => {
  const answer = (status: number, retryAfter?: string) => outcomeOf({ status, retryAfter, durationMs: 7, now: at });

  it('has arrived with 2xx and with nothing else', () => {
    for (const status of [200, 201, 204, 299]) expect(answer(status).code).toBe('delivered');
    for (const status of [301, 304, 400, 410, 429, 500]) expect(answer(status).code).toBe(`HTTP ${status}`);
  });

  it('is a refusal with its sentence, and no trouble of ours in words', () => {
    const refused = new AppError('OUT-110', 'example.com redirects.', { status: 302 });
    expect(failureOf(refused, 7)).toMatchObject({ status: 302, code: 'OUT-110', message: 'example.com redirects.' });
    expect(failureOf(new Error('postgres://user:password@host'), 7)).toMatchObject({ status: null, code: 'INTERNAL' });
    expect(JSON.stringify(failureOf(new Error('postgres://user:password@host'), 7))).not.toContain('password');
  });
});
