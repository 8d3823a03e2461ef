/**
 * Templates of manifests, a small part of RFC 6570: `{name}` is filled percent-encoded, `{+name}` as it is.
 * A name without a value becomes nothing.
 */
const slot = /\{(\+?)([A-Za-z][A-Za-z0-9]*)\}/g;

export type TemplateValues = Readonly<Record<string, string | number | boolean>>;

const valueOf = (values: TemplateValues, name: string): string =>
  Object.hasOwn(values, name) ? String(values[name] ?? '') : '';

/** For addresses: `{name}` cannot leave its path segment or query value. */
export function fillUrl(template: string, values: TemplateValues): string {
  return template.replaceAll(slot, (_, plus: string, name: string) =>
    plus ? valueOf(values, name) : encodeURIComponent(valueOf(values, name)),
  );
}

/** For headers, hosts and sentences: every value as it is. */
export function fillText(template: string, values: TemplateValues): string {
  return template.replaceAll(slot, (_, _plus: string, name: string) => valueOf(values, name));
}

export const namesIn = (template: string): readonly string[] =>
  [...template.matchAll(slot)].map((match) => match[2] ?? '');
