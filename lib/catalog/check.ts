import { isIP } from 'node:net';
import { isStorable } from '#lib/names.ts';
import type { Field } from './field-schema.ts';

export type Checked =
  | { readonly ok: true; readonly value: string | number; readonly notice?: string }
  | { readonly ok: false; readonly message: string };

const refuse = (message: string): Checked => ({ ok: false, message });
const accept = (value: string | number, notice?: string): Checked => ({ ok: true, value, ...(notice && { notice }) });

// oxlint-disable-next-line no-control-regex -- control characters are exactly what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;
// oxlint-disable-next-line no-control-regex -- a tab and a line end are part of text of many lines
const controlButLines = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;
const printableAscii = /^[\u0021-\u007e]*$/;

/** A cleaned, non-empty value against its field. Messages hold nothing of a secret. */
export function checkValue(field: Field, text: string): Checked {
  if (!isStorable(text)) return refuse(`${field.label} contains characters that cannot be stored.`);
  if (isTooLong(field, text)) return refuse(`At most ${field.charactersMax} characters.`);
  const checked = byKind[field.kind](field, text);
  // What is stored is read again, and an address may have grown: other signs than ASCII are %E4%B8%96 in it.
  if (checked.ok && isTooLong(field, String(checked.value)))
    return refuse(`At most ${field.charactersMax} characters once it is written as an address.`);
  if (!checked.ok || !field.pattern) return checked;
  return new RegExp(field.pattern, 'u').test(text) ? checked : refuse(field.patternMessage ?? 'This does not fit.');
}

const isTooLong = ({ charactersMax }: Field, text: string): boolean => [...text].length > charactersMax;

type Check = (field: Field, text: string) => Checked;

const byKind: Readonly<Record<Field['kind'], Check>> = {
  secret: checkSecret,
  text: (field, text) =>
    control.test(text) ? refuse(`${field.label} has no line breaks or control characters.`) : accept(text),
  multiline: (field, text) =>
    controlButLines.test(text) ? refuse(`${field.label} contains control characters.`) : accept(text),
  number: (field, text) =>
    /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? accept(Number(text)) : refuse(`${field.label} is a number.`),
  select: ({ options = [] }, text) =>
    options.some((option) => option.value === text)
      ? accept(text)
      : refuse(`Choose one of: ${options.map((option) => option.label).join(', ')}.`),
  port: (_, text) => checkPort(text),
  host: (_, text) => checkHost(text),
  url: (field, text) => checkUrl(text, field.exactPath),
};

function checkSecret(field: Field, text: string): Checked {
  if (control.test(text))
    return refuse(`${field.label} has a line break or control character in it. Copy it in one piece.`);
  if (field.paste === 'exact') return accept(text);
  if (field.paste === 'token' && /\s/u.test(text))
    return refuse(`${field.label} has a blank in it. Copy it in one piece.`);
  return printableAscii.test(text.replaceAll(' ', ''))
    ? accept(text)
    : refuse(
        `${field.label} has a character in it that no key has, such as a long dash. Copy it from where it was made.`,
      );
}

function checkPort(text: string): Checked {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? accept(port) : refuse('A port is a number from 1 to 65535.');
}

const hostText = /^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;

/** The one spelling of a host, by the WHATWG URL parser, as the guarded connector has it: no last dot, no brackets. */
function checkHost(text: string): Checked {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const host = URL.canParse(text) ? new URL(text).hostname : '';
    return refuse(`Only the host, without a scheme and without a path${host ? `: ${host}` : ''}.`);
  }
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) === 6)
    return bare.includes('%')
      ? refuse('An address without a zone.')
      : accept(new URL(`https://[${bare}]`).hostname.slice(1, -1));
  if (text.includes('@')) return refuse('Only the host: user and password have fields of their own.');
  if (/[\s%]/.test(text)) return refuse('This is not the name of a host.');
  if (/[/?#\\]/.test(text)) return refuse(`Only the host, without a path: ${text.split(/[/?#\\]/)[0]}.`);
  if (/^[^:]+:\d+$/.test(text)) return refuse(`The port has a field of its own. The host is ${text.split(':')[0]}.`);

  const host = URL.parse(`https://${text}`)?.hostname.replace(/\.$/, '') ?? '';
  return hostText.test(host) && host.length <= 253 ? accept(host) : refuse('This is not the name of a host.');
}

/** An origin with an optional path, without the slash at its end; an exact one has its slash, and may have a query. */
function checkUrl(text: string, isExact: boolean): Checked {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const full = hasScheme ? text : `https://${text}`;
  if (/\s|\\/.test(text) || !URL.canParse(full))
    return refuse('This is not an address, such as https://api.example.com/v1.');
  const url = new URL(full);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('An address begins with https://.');
  if (url.username || url.password || full.split('/')[2]?.includes('@'))
    return refuse('No user or password in the address: they have fields of their own.');
  if (isExact ? /#/.test(text) : /[?#]/.test(text))
    return refuse(`Without anything behind a ${isExact ? '' : '? or '}#.`);
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  if (url.hostname === '') return refuse('The address has no host.');
  const value = url.origin + (isExact ? exactPathOf(url, full) : url.pathname.replace(/\/+$/, ''));
  return accept(value, hasScheme ? undefined : 'https:// was added in front of the address.');
}

/** As it was typed: an origin without a slash has none. */
const exactPathOf = ({ pathname, search }: URL, typed: string): string =>
  (pathname === '/' && !/[^/]\/$/.test(typed.split('?')[0] ?? '') ? '' : pathname) + search;
