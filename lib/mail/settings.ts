import { audienceEntry, canonicalHost, type Target } from '#lib/outbound/target.ts';

/** The mail server of the operator, and who letters are from. */
export interface MailSettings {
  /** Scheme `smtp`, whatever the encryption. */
  readonly target: Target;
  /** The only place the password may go: the entry of `target`. */
  readonly audience: readonly string[];
  /** `start`: TLS before the first word. `upgrade`: STARTTLS, or no letter. `never`: in clear, said on purpose. */
  readonly tls: 'start' | 'upgrade' | 'never';
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: { readonly name: string; readonly address: string };
}

const form = 'It is smtp://user:password@host:587, or smtps:// for TLS from the start.';

/** Never with the line itself in it: there is a password in that. */
const bad = (why: string): Error => new Error(`SMTP_URL cannot be used: ${why}. ${form}`);

/**
 * Reads the operator's two lines. Null where no mail server is named.
 * @param lines `url`: SMTP_URL; `from`: MAIL_FROM, `name <address>` or an address
 * @throws Error naming the line that cannot be used; it is a mistake of configuration, found at start
 */
export function parseMailSettings(lines: {
  readonly url: string | undefined;
  readonly from: string | undefined;
}): MailSettings | null {
  if (lines.url === undefined) return null;
  const url = URL.parse(lines.url);
  if (url === null) throw bad('it is not an address');
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') throw bad(`${url.protocol}// is not for mail`);
  const host = canonicalHost(url.hostname);
  if (host === null) throw bad('it names no host');
  const isFromStart = url.protocol === 'smtps:';
  const target = { scheme: 'smtp', host, port: url.port === '' ? (isFromStart ? 465 : 587) : Number(url.port) };
  const tls = isFromStart ? 'start' : url.searchParams.get('tls') === 'never' ? 'never' : 'upgrade';
  return { target, audience: [audienceEntry(target)], tls, login: loginOf(url), from: parseFrom(lines.from) };
}

function loginOf(url: URL): MailSettings['login'] {
  if (url.username === '' && url.password === '') return null;
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    throw bad('its user or password has a % that is not written as %25');
  }
}

/** An address as RFC 5321 has it in practice; what a server says of the rest, it says. */
const address = /^[^\s@<>,;:"\p{Cc}]+@[^\s@<>,;:"\p{Cc}]+$/u;

function parseFrom(line: string | undefined): MailSettings['from'] {
  const [, name = '', inBrackets] = /^(.*?)\s*<([^<>]*)>$/u.exec(line ?? '') ?? [];
  const from = { name: name.replaceAll('"', '').trim() || 'Keyhaven', address: inBrackets ?? line ?? '' };
  if (address.test(from.address) && !/[\p{Cc}]/u.test(from.name)) return from;
  throw new Error(
    line === undefined
      ? 'SMTP_URL is set, and MAIL_FROM is not. It says who letters are from: Keyhaven <keyhaven@example.com>.'
      : `MAIL_FROM=${line} is not an e-mail address. It is keyhaven@example.com, or Keyhaven <keyhaven@example.com>.`,
  );
}
