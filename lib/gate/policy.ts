/** What `proxy.ts` tells a page about its own request. Sent by a client they are dropped. */
export const nonceHeader = 'x-nonce';
export const pathHeader = 'x-keyhaven-path';

/**
 * What a page may load and run. Scripts run only with this page's nonce, or loaded by one that has it; nothing frames
 * the page, no form leaves it. `eval` is for React's messages in development and nowhere else.
 * @param asks another origin the page speaks to: of one page alone
 */
export function contentSecurityPolicy(nonce: string, isDevelopment: boolean, asks: string | null = null): string {
  const evaluate = isDevelopment ? " 'unsafe-eval'" : '';
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${evaluate}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${asks === null ? '' : ` ${asks}`}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export const noPagePolicy = "default-src 'none'; style-src 'none'; frame-ancestors 'none'";

/** Two years: browsers that came once over https never try http again. */
export const transportSecurity = 'max-age=63072000; includeSubDomains';

const bodyBytesMax = 1_048_576;
const depthMax = 100;

export interface Unfit {
  readonly status: number;
  readonly message: string;
}

/** Sizes and methods Next would answer with 500. */
export function unfitRequest(method: string, headers: Headers): Unfit | null {
  if (method === 'GET' || method === 'HEAD') return null;
  if (method !== 'POST') return { status: 405, message: 'A page is read with GET.' };
  if (Number(headers.get('content-length') ?? 0) > bodyBytesMax) return { status: 413, message: 'That is too large.' };
  return null;
}

/** Arguments of a server action that Next would answer with 500: not JSON, or nested until the stack ends. */
export function unfitArguments(text: string): Unfit | null {
  const unfit = { status: 400, message: 'Those arguments cannot be read.' };
  if (depthOf(text) > depthMax) return unfit;
  try {
    return Array.isArray(JSON.parse(text)) ? null : unfit;
  } catch {
    return unfit;
  }
}

/** Brackets inside strings do not count. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (isInString && sign === '\\') at += 1;
    else if (sign === '"') isInString = !isInString;
    else if (!isInString && (sign === '[' || sign === '{')) deepest = Math.max(deepest, (depth += 1));
    else if (!isInString && (sign === ']' || sign === '}')) depth -= 1;
  }
  return deepest;
}
