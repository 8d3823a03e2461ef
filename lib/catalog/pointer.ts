import type { Condition } from './probe-schema.ts';

/** The value at a JSON pointer (RFC 6901); undefined where there is none. Own properties only. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const raw of pointer.split('/').slice(1)) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

export function isTrue(condition: Condition, document: unknown): boolean {
  const value = valueAt(document, condition.pointer);
  if ('is' in condition) return condition.is.some((one) => one === value);
  return typeof value === 'string' && value.toLowerCase().includes(condition.contains.toLowerCase());
}
