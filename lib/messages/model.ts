/**
 * An event on the wire, in the two forms that receivers know, signed.
 *
 * `standard`: Standard Webhooks 1.0, signed by its own library. Body {type, timestamp, data}; a retry has the same
 * webhook-id. While a former secret is valid there is a signature by each.
 * `apideck`: the envelope and headers of Apideck. The body is compact JSON with sorted keys, so that whoever signs the
 * bytes and whoever parses and sorts again both find the signature: HMAC-SHA256, hexadecimal, keyed with the secret's text.
 */
import { createHash, createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { EventPayload } from '#db/schema/webhooks.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { authTypeNames } from '#lib/connectors/schema.ts';
import { isAppError } from '#lib/errors.ts';
import { canonicalJson } from '#lib/json.ts';
import { slugOf } from '#lib/names.ts';
import { retryAfterMs } from '#lib/outbound/retry-after.ts';
import { picturesOf } from '#lib/pictures/queries.ts';
import { standingOf } from '#lib/standings/model.ts';
import type { MessageForm } from '#lib/webhooks/schema.ts';

export interface Message {
  /** Of the event: the same at each try, and for each endpoint. */
  readonly id: string;
  readonly type: string;
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  readonly tenantId: string;
  readonly workspaceId: string;
  /** Null of a test message: it is about no credential. */
  readonly payload: EventPayload | null;
}

/** This try of it. */
export interface Sending {
  readonly form: MessageForm;
  /** The one in use, and the former one while it is valid. */
  readonly secrets: readonly [string, ...string[]];
  /** Epoch milliseconds; receivers refuse what is minutes old. */
  readonly sentAt: number;
  /** 1, 2, … */
  readonly attempt: number;
}

export interface WireMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The headers and the exact bytes of one try. */
export function wireMessage(message: Message, sending: Sending): WireMessage {
  const own = sending.form === 'standard' ? standardMessage(message, sending) : apideckMessage(message, sending);
  const headers = { 'content-type': 'application/json', 'user-agent': 'Keyhaven-Webhooks', ...own.headers };
  return { headers, body: own.body };
}

function standardMessage(message: Message, { secrets, sentAt }: Sending): WireMessage {
  const body = JSON.stringify({ type: message.type, timestamp: isoOf(message.at), data: dataOf(message) });
  return {
    headers: {
      'webhook-id': message.id,
      'webhook-timestamp': String(Math.floor(sentAt / 1000)),
      'webhook-signature': secrets.map((secret) => signatureOf(secret, message.id, sentAt, body)).join(' '),
    },
    body,
  };
}

/**
 * A signature of Standard Webhooks, `v1,` and base64, over `id.seconds.body`.
 * @param secret `whsec_` and base64
 * @param sentAt epoch milliseconds
 */
export const signatureOf = (secret: string, id: string, sentAt: number, body: string): string =>
  new Webhook(secret).sign(id, new Date(sentAt), body);

function dataOf({ id, tenantId, workspaceId, payload }: Message) {
  const place = { id, tenant: tenantId, workspace: workspaceId };
  if (payload === null) return place;
  const { createdAt, updatedAt, ...credential } = payload.credential;
  const times = { createdAt: isoOf(createdAt), updatedAt: isoOf(updatedAt) };
  const { consumer } = payload;
  return {
    ...place,
    credential: { ...credential, ...times },
    ...(consumer && { consumer: { id: consumer.externalId, connection: consumer.connectionKey } }),
    ...payload.facts,
  };
}

function apideckMessage(message: Message, { secrets: [secret], attempt }: Sending): WireMessage {
  const body = apideckBody(message, attempt);
  return {
    headers: {
      'x-apideck-event-type': message.type,
      'x-apideck-idempotency-key': uuidOf(message.id),
      'x-apideck-signature': createHmac('sha256', secret).update(body).digest('hex'),
    },
    body,
  };
}

/** What a receiver of that form is sent: nothing in it comes from the secret. */
export function apideckBody(message: Message, attempt: number): string {
  const entity = message.payload === null ? null : entityOf(message.workspaceId, message.payload);
  return canonicalJson({
    payload: {
      event_id: uuidOf(message.id),
      event_type: message.type,
      service_id: 'apideck-vault',
      entity_id: entity?.id ?? message.workspaceId,
      entity_type: 'Connection',
      entity,
      execution_attempt: attempt,
      occurred_at: isoOf(message.at),
    },
  });
}

/** A credential as a connection of its consumer. Where it has none, the identifier it travels with stands for one. */
export function entityOf(workspaceId: string, payload: EventPayload) {
  const { credential, consumer } = payload;
  const found = findComponent(credential.component);
  const component = found !== null && 'category' in found ? found : null;
  const consumerId = consumer?.externalId ?? credential.identifier;
  return {
    id: `${workspaceId}+${consumerId}`,
    consumer_id: consumerId,
    unified_api: slugOf(component?.category ?? '', 'vault'),
    service_id: credential.component,
    ...namesOf(consumer?.connectionKey ?? null),
    name: component?.name ?? credential.component,
    tag_line: component?.description ?? null,
    website: component?.helpUrl ?? null,
    ...picturesOf(credential.component),
    auth_type: authTypeNames[credential.authType],
    enabled: consumer?.isEnabled ?? true,
    ...standingThen(payload),
    created_at: isoOf(credential.createdAt),
    updated_at: isoOf(credential.updatedAt),
  };
}

/** How it stood when this happened, not how it stands now. Of an event that does not say, its credential does. */
function standingThen({ credential, standing }: EventPayload) {
  const { updatedAt, state: stored } = credential;
  const { state, health } = standing ?? standingOf({ state: stored, settings: {}, grant: null }, null, updatedAt);
  return { state, ...(health !== null && { health }) };
}

/** What other software calls the connection: `crm+salesforce`. */
function namesOf(connectionKey: string | null) {
  const [, unifiedApi, serviceId] = /^([^+]+)\+(.+)$/.exec(connectionKey ?? '') ?? [];
  return unifiedApi !== undefined && serviceId !== undefined && { unified_api: unifiedApi, service_id: serviceId };
}

const isoOf = (at: number): string => new Date(at).toISOString();

/** The same for the same id: version 8 of RFC 9562, its bits from a hash. */
function uuidOf(id: string): string {
  const bytes = createHash('sha256').update(`keyhaven event ${id}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** What a try met. */
export interface Outcome {
  /** Null: there was no answer. */
  readonly status: number | null;
  /** `delivered`, `HTTP 500`, `OUT-106`, … */
  readonly code: string;
  readonly message: string | null;
  readonly durationMs: number;
  /** What the receiver asked for. */
  readonly retryAfterMs: number | null;
}

/** 2xx has arrived. A redirect has not: nothing is sent on. */
export function outcomeOf(answer: {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly durationMs: number;
  readonly now: number;
}): Outcome {
  const { status, retryAfter, durationMs, now } = answer;
  const isDelivered = status >= 200 && status < 300;
  return {
    status,
    code: isDelivered ? 'delivered' : `HTTP ${status}`,
    message: null,
    durationMs,
    retryAfterMs: isDelivered ? null : retryAfterMs(retryAfter, now),
  };
}

/** A redirect tells its status; everything else came before there was one. */
export function failureOf(error: unknown, durationMs: number): Outcome {
  const none = { status: null, durationMs, retryAfterMs: null };
  if (!isAppError(error)) return { ...none, code: 'INTERNAL', message: 'Something went wrong here.' };
  const { status } = error.detail;
  return { ...none, status: typeof status === 'number' ? status : null, code: error.code, message: error.message };
}
