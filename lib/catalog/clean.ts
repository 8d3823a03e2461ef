import type { Field } from './field-schema.ts';

export interface Cleaned {
  readonly text: string;
  /** What was changed, in words that hold nothing of the value. */
  readonly notices: readonly string[];
}

/** Blanks of every kind, and the invisible characters that come along when text is copied from a web page. */
const edges = /^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$/gu;
const quoted = /^(["'`“‘«])(.*)(["'`”’»])$/su;
const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”', '‘': '’', '«': '»' };
const scheme = /^(bearer|token|basic)\s+(?=\S)/iu;

/** Takes away what came along with a pasted value, as far as the field's `paste` allows. Doing it twice changes nothing. */
export function cleanText(field: Pick<Field, 'label' | 'kind' | 'paste' | 'secret'>, raw: string): Cleaned {
  if (field.kind === 'multiline') return { text: raw.replaceAll(/\r\n?/g, '\n').trim(), notices: [] };
  if (field.paste === 'exact') return cleanPassword(field.label, raw);

  const notices = new Set<string>();
  let text = raw;
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replaceAll(edges, '');
    if (!field.secret) continue;
    const quotes = quoted.exec(text);
    if (quotes?.[1] !== undefined && closing[quotes[1]] === quotes[3]) {
      text = quotes[2] ?? '';
      notices.add(`Quotes around ${field.label} were removed.`);
    }
    const prefix = field.paste === 'token' ? scheme.exec(text) : null;
    if (prefix) {
      text = text.slice(prefix[0].length);
      notices.add(`The word ${prefix[1]} in front of ${field.label} was removed.`);
    }
  }
  if (field.secret && text.length < raw.trimEnd().length && notices.size === 0)
    notices.add(`Blanks around ${field.label} were removed.`);
  return { text, notices: [...notices] };
}

function cleanPassword(label: string, raw: string): Cleaned {
  const text = raw.replace(/[\r\n]+$/, '');
  const isPadded = text !== '' && text.trim() !== text;
  return { text, notices: isPadded ? [`${label} begins or ends with a blank. It was kept.`] : [] };
}
