/** What a session lets its consumer do with what is connected already. */
export const actions = ['delete', 'disconnect', 'reauthorize', 'disable'] as const;
export type Action = (typeof actions)[number];

/** A session as its token describes it. That decides nothing: the listener looks at the token itself. */
export interface Session {
  readonly token: string;
  readonly application: string;
  /** For whom, in words a person knows. */
  readonly account: string;
  readonly title: string;
  /** Where Done leads. Null: nowhere. */
  readonly backTo: string | null;
  readonly allowed: readonly Action[];
}

type Facts = Readonly<Record<string, unknown>>;

const factsOf = (value: unknown): Facts => (typeof value === 'object' && value !== null ? { ...value } : {});
const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);

/** Null: that is no session token. */
export function readSession(token: string): Session | null {
  const claims = claimsOf(token);
  const application = textOf(claims['application_id']);
  const consumer = textOf(claims['consumer_id']);
  if (application === null || consumer === null) return null;
  const metadata = factsOf(claims['consumer_metadata']);
  const allowed = factsOf(claims['settings'])['allow_actions'];
  return {
    token,
    application,
    account: textOf(metadata['account_name']) ?? textOf(metadata['user_name']) ?? consumer,
    title: textOf(factsOf(claims['theme'])['vault_name']) ?? 'Connections',
    backTo: webAddress(textOf(claims['redirect_uri'])),
    allowed: Array.isArray(allowed) ? actions.filter((one) => allowed.includes(one)) : actions,
  };
}

function claimsOf(token: string): Facts {
  try {
    const [, body = ''] = token.split('.');
    const bytes = Uint8Array.from(atob(body.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
    return factsOf(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return {};
  }
}

/** Nothing that runs. */
const webAddress = (text: string | null): string | null =>
  ['http:', 'https:'].includes(URL.parse(text ?? '')?.protocol ?? '') ? text : null;

/** A sign-in this page has sent its window away for. */
export interface SignIn {
  readonly nonce: string;
  readonly api: string;
  readonly service: string;
  readonly name: string;
}

/** What a provider's sign-in has led back with. */
export type Returned =
  | { readonly kind: 'token'; readonly signIn: SignIn; readonly confirmToken: string }
  | { readonly kind: 'refused'; readonly name: string; readonly message: string };

/** Of the part of the address behind the #. Null: nobody comes back from a sign-in. */
export function readReturn(facts: URLSearchParams, begun: SignIn | null): Returned | null {
  const nonce = facts.get('nonce');
  if (nonce === null) return null;
  // Somebody else's half of a sign-in would put their account here.
  if (begun?.nonce !== nonce)
    return { kind: 'refused', name: 'The app', message: 'That sign-in was not begun here. Nothing was connected.' };
  const confirmToken = facts.get('confirm_token');
  if (confirmToken !== null) return { kind: 'token', signIn: begun, confirmToken };
  const message = facts.get('error_description') ?? 'The sign-in was not finished. Nothing was connected.';
  return { kind: 'refused', name: begun.name, message };
}

/** 128 random bits, hexadecimal; also on a page that came without TLS. */
export const newNonce = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
