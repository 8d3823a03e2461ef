import type { OutboundResponse } from '#lib/outbound/connector.ts';

export type TokenBody =
  { readonly kind: 'fields'; readonly fields: Readonly<Record<string, unknown>> } | { readonly kind: 'page' | 'other' };

/** The members of an answer of a token endpoint: JSON, whatever it is called, or a form as GitHub writes it. */
export function bodyOf({ headers, body }: Pick<OutboundResponse, 'headers' | 'body'>): TokenBody {
  const text = body
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim();
  const type = headers['content-type'] ?? '';
  const value = jsonOf(text);
  if (value !== undefined) return isObject(value) ? { kind: 'fields', fields: { ...value } } : { kind: 'other' };
  if (/^<(?:!doctype|html|head|body|\?xml)\b/i.test(text) || /\bhtml\b/i.test(type)) return { kind: 'page' };
  const isForm = /\bx-www-form-urlencoded\b/i.test(type) || /^[\w.-]+=[^\s<>{}]*(?:&|$)/.test(text);
  return isForm ? { kind: 'fields', fields: Object.fromEntries(new URLSearchParams(text)) } : { kind: 'other' };
}

/** Undefined where it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textIn = (value: unknown, keys: readonly string[]): string | null => {
  if (typeof value !== 'object' || value === null) return null;
  for (const key of keys) {
    const found: unknown = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
    if (typeof found === 'string' && found !== '') return found;
  }
  return null;
};

/**
 * The error an answer names: `error` of RFC 6749, also in a 200, an object with `code` or `type`, Slack's `ok: false`,
 * HubSpot's `status`, Intuit's and Zoho's `error`. Null when it names none.
 */
export function errorIn(fields: Readonly<Record<string, unknown>>, isSuccess: boolean): string | null {
  const { error } = fields;
  const said =
    textIn(fields, ['error', 'Error', 'error_code', 'errorCode']) ?? textIn(error, ['code', 'type', 'status']);
  if (said !== null) return said;
  if (fields['ok'] === false || fields['success'] === false || (typeof error === 'object' && error !== null)) return '';
  return isSuccess ? null : (textIn(fields, ['status', 'code', 'name']) ?? null);
}
