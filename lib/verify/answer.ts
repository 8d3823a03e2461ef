import type { HttpProbe } from '#lib/catalog/probe-schema.ts';
import { fillText } from '#lib/catalog/template.ts';
import type { OutboundResponse } from '#lib/outbound/connector.ts';
import { accountIn } from './account.ts';
import { isTrue } from '#lib/catalog/pointer.ts';
import { statusFinding } from './status-words.ts';
import type { Subject } from './subject.ts';
import type { Finding, Pass } from './verification.ts';

export type Judgement = { readonly ok: true; readonly pass: Pass } | { readonly ok: false; readonly finding: Finding };

type Body = { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'page' | 'text' | 'empty' };

/** Judges the answer to a probe: the manifest's successes, its named failures, then what the status commonly means. */
export function judge(
  probe: HttpProbe,
  answer: Pick<OutboundResponse, 'status' | 'headers' | 'body'>,
  subject: Subject,
  secrets: readonly string[],
): Judgement {
  const body = bodyOf(answer);
  const document = body.kind === 'json' ? body.value : undefined;
  const fits = (row: { status?: readonly (string | number)[]; where?: Parameters<typeof isTrue>[0] }): boolean =>
    (!row.status || hasStatus(row.status, answer.status)) && (!row.where || isTrue(row.where, document));
  const detail = `HTTP ${answer.status}`;
  const fail = (finding: Omit<Finding, 'detail'>): Judgement => ({ ok: false, finding: { ...finding, detail } });

  const named = probe.failures.find(fits);
  if (named) {
    const { settings } = subject;
    return fail({
      code: named.code,
      message: fillText(named.message, settings),
      fix: named.fix === null ? null : fillText(named.fix, settings),
      field: named.field ?? null,
    });
  }
  const isSuccess = answer.status >= 200 && answer.status < 300;
  if (isSuccess && !isReadable(probe, body)) return fail(notData(subject, body));
  const row = probe.success.find(fits);
  if (row && !(probe.expects === 'text' && saysError(document))) {
    const account = accountIn(document, probe.account, secrets);
    const accepted = row.message ?? `${subject.app} accepted the ${subject.what}.`;
    const message = account ? `Connected as ${account} on ${subject.app}.` : accepted;
    return { ok: true, pass: { message, account, advice: null, detail } };
  }
  return fail(isSuccess ? errorInBody(subject) : statusFinding(answer.status, answer.headers, subject));
}

const hasStatus = (wanted: readonly (string | number)[], status: number): boolean =>
  wanted.includes(status) || wanted.includes(`${Math.floor(status / 100)}xx`);

function bodyOf({ headers, body }: Pick<OutboundResponse, 'headers' | 'body'>): Body {
  const text = body
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim();
  if (text === '') return { kind: 'empty' };
  if (/^<(?:!doctype|html|head|body)\b/i.test(text)) return { kind: 'page' };
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return { kind: /\bhtml\b/i.test(headers['content-type'] ?? '') ? 'page' : 'text' };
  }
}

const isReadable = (probe: HttpProbe, body: Body): boolean =>
  probe.expects === 'json' ? body.kind === 'json' : body.kind !== 'page';

/** How APIs without a name for it say "no" inside a 200: a filled `error` or `errors`, or a flag that is off. */
function saysError(document: unknown): boolean {
  if (typeof document !== 'object' || document === null) return false;
  const own = (key: string): unknown => (Object.hasOwn(document, key) ? Reflect.get(document, key) : undefined);
  const isFilled = (value: unknown): boolean =>
    typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
  const status = own('status');
  return (
    isFilled(own('error')) ||
    isFilled(own('errors')) ||
    own('ok') === false ||
    own('success') === false ||
    (typeof status === 'string' && /^(?:error|fail|failed|failure)$/i.test(status))
  );
}

const notData = ({ app, placeField }: Subject, body: Body): Omit<Finding, 'detail'> => ({
  code: 'not_json',
  message: `${app} answered with ${body.kind === 'page' ? 'a web page' : 'something else'} instead of data.`,
  fix: 'Check the address: it may lead to a sign-in page or to a proxy in between.',
  field: placeField,
});

const errorInBody = ({ app, what, remedy, secretField }: Subject): Omit<Finding, 'detail'> => ({
  code: 'error_in_body',
  message: `${app} answered, but with an error in what it says.`,
  fix: `It probably did not accept the ${what}. ${remedy}`,
  field: secretField,
});
