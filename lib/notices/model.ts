import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';
import { warningDays, type NoticeKind, type WarningDays } from './schema.ts';

/** So long a first notice waits for others of its workspace and kind. */
export const gatherMs = 2 * minuteMs;
export const namedMax = 20;
export const attemptsMax = 8;
export const recipientsMax = 100;
export const noticeDays = 30;

/** How long a claim lasts, which is also how long the next try of a letter that failed waits. */
export const leaseAfter = (attempts: number): number => Math.min(5 * minuteMs * 2 ** (attempts - 1), 6 * hourMs);

/** The nearest warning whose time has come; null: it is further away than any, or over. */
export function warningOf(expiresAt: number, now: number): WarningDays | null {
  if (expiresAt <= now) return null;
  return warningDays.toReversed().find((days) => expiresAt - now <= days * dayMs) ?? null;
}

/** Whether that warning has yet to be given, after the last one that was: of another date, or further ahead. */
export const isUntold = (
  last: { readonly toldExpiresAt: number | null; readonly toldDays: number | null },
  warning: { readonly expiresAt: number; readonly days: WarningDays },
): boolean => last.toldExpiresAt !== warning.expiresAt || last.toldDays === null || last.toldDays > warning.days;

export interface LetterItem {
  readonly credentialId: string;
  readonly component: string;
  /** Of the app. */
  readonly app: string;
  readonly name: string;
  readonly environment: string;
  readonly expiresAt: number | null;
  /** What broke, in the words of its page. */
  readonly message: string | null;
}

export interface LetterFacts {
  readonly kind: NoticeKind;
  readonly tenant: { readonly slug: string; readonly name: string };
  readonly workspace: { readonly slug: string; readonly name: string };
  /** What people type to come here. */
  readonly address: string;
  /** The worst first: what has ended, what ends next. */
  readonly items: readonly LetterItem[];
}

interface Part {
  readonly title: string;
  readonly sentence: string;
  readonly href: string;
}

export interface LetterText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A letter in plain text and in simple HTML, both with the same words. */
export function letterOf(facts: LetterFacts, now: number): LetterText {
  const base = `${facts.address}/${facts.tenant.slug}/${facts.workspace.slug}`;
  const parts = facts.items.slice(0, namedMax).map((item) => partOf(item, facts.kind, base, now));
  const rest = facts.items.length - parts.length;
  const place = `${facts.workspace.name} of ${facts.tenant.name}`;
  const letter = {
    intro: `${introOf(facts.kind, facts.items.length)} In ${place}:`,
    parts,
    more: rest > 0 ? { words: `and ${rest.toLocaleString('en-GB')} more`, href: `${base}/freshness` } : null,
    why: `You are an owner or admin of ${facts.tenant.name}. Which letters you get is in your settings:`,
    settings: `${base}/settings`,
  };
  return { subject: subjectOf(facts), text: textOf(letter), html: htmlOf(letter) };
}

function subjectOf({ kind, items, workspace }: LetterFacts): string {
  const [first] = items;
  const about = kind === 'reconnect' ? 'Reconnect needed' : 'Expires soon';
  if (items.length === 1 && first) return oneLine(`${about}: ${first.name} (${first.app})`);
  return oneLine(`${about}: ${items.length.toLocaleString('en-GB')} credentials in ${workspace.name}`);
}

/** A subject is one line, whatever people call their things. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();

function introOf(kind: NoticeKind, count: number): string {
  const [noun, verb] = count === 1 ? ['credential', 'has'] : ['credentials', 'have'];
  const many = `${count.toLocaleString('en-GB')} ${noun}`;
  if (kind === 'reconnect')
    return `${many} ${verb} lost access: somebody has to sign in again. The id and every flow stay.`;
  return `${many} will end soon. Replace ${count === 1 ? 'it' : 'them'} before that; flows keep running until then.`;
}

function partOf(item: LetterItem, kind: NoticeKind, base: string, now: number): Part {
  const ids = [item.component, item.credentialId].map(encodeURIComponent).join('/');
  return {
    title: `${oneLine(item.name)} (${oneLine(item.app)}, ${oneLine(item.environment)})`,
    sentence: kind === 'reconnect' ? (item.message ?? 'Reconnect needed.') : endWords(item.expiresAt ?? now, now),
    href: `${base}/credentials/${ids}`,
  };
}

function endWords(at: number, now: number): string {
  const days = Math.floor(at / dayMs) - Math.floor(now / dayMs);
  const date = new Date(at).toISOString().slice(0, 10);
  if (days === 0) return `Expires today, ${date} (UTC).`;
  return `Expires ${days === 1 ? 'tomorrow' : `in ${days} days`}, on ${date} (UTC).`;
}

interface Letter {
  readonly intro: string;
  readonly parts: readonly Part[];
  readonly more: { readonly words: string; readonly href: string } | null;
  readonly why: string;
  readonly settings: string;
}

function textOf({ intro, parts, more, why, settings }: Letter): string {
  const named = parts.map(({ title, sentence, href }) => `- ${title}\n  ${sentence}\n  ${href}`);
  const lines = [intro, ...named, ...(more ? [`${more.words}: ${more.href}`] : []), `--\n${why}\n${settings}`];
  return `${lines.join('\n\n')}\n`;
}

/** Names are whatever people typed: here they are text. */
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const link = (href: string, words: string): string => `<a href="${escaped(href)}">${escaped(words)}</a>`;

function htmlOf({ intro, parts, more, why, settings }: Letter): string {
  const named = parts.map(({ title, sentence, href }) => `<li>${link(href, title)}<br>${escaped(sentence)}</li>`);
  return [
    '<!doctype html><html lang="en"><body>',
    `<p>${escaped(intro)}</p>`,
    `<ul>${named.join('')}</ul>`,
    more ? `<p>${link(more.href, more.words)}</p>` : '',
    `<p><small>${escaped(why)} ${link(settings, settings)}</small></p>`,
    '</body></html>',
  ].join('\n');
}
