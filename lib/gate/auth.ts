import NextAuth, { type AuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { cookies } from 'next/headers';
import { after, type NextRequest } from 'next/server';
import { systemClock } from '#lib/clock.ts';
import { AppError, isAppError, statusOfCode } from '#lib/errors.ts';
import { authSecret } from '#lib/installation/queries.ts';
import { log } from '#lib/log.ts';
import { endSession, recordFailedSignIn, startSession } from '#lib/sessions/commands.ts';
import { absoluteMs } from '#lib/sessions/model.ts';
import { authenticate } from '#lib/users/commands.ts';
import { findById } from '#lib/users/queries.ts';
import { signInInput } from '#lib/users/schema.ts';
import { cookieName, cookieOptions, helperCookieName } from './cookie.ts';
import { isSecure, ownOrigin, requireOwnOrigin } from './origin.ts';
import { parseInput, refusalOf } from './outcome.ts';
import { factsOf, type RequestFacts } from './request.ts';
import { findLiveSession, userCtx } from './user.ts';

/**
 * next-auth does the protocol of signing in and the cookie. The cookie's value is a random token of ours and the
 * session is a row: `encode` starts one, `decode` looks it up, and ending the row ends the session.
 */
export interface AuthContext {
  readonly params: Promise<{ nextauth: string[] }>;
}

/** What of next-auth is open; the rest of its pages and methods does not exist here. */
const doors: ReadonlySet<string> = new Set(['GET csrf', 'GET session', 'POST callback/credentials', 'POST signout']);

const bodyBytesMax = 16_384;

export async function authRoute(request: NextRequest, context: AuthContext): Promise<Response> {
  const facts = factsOf(request.headers);
  try {
    const { nextauth } = await context.params;
    await refuseUnfit(request, nextauth);
    const options = authOptions(facts, (await cookies()).get(cookieName())?.value, await authSecret());
    const response: Response = await NextAuth(request, context, options);
    response.headers.set('cache-control', 'no-store');
    return response;
  } catch (error) {
    const malformed = error instanceof SyntaxError ? new AppError('INPUT_INVALID', 'That is not JSON.') : error;
    const { code, message, detail } = refusalOf(malformed, facts.requestId);
    return Response.json({ code, message, detail }, { status: statusOfCode(code) });
  }
}

async function refuseUnfit(request: NextRequest, path: readonly string[]): Promise<void> {
  if (!doors.has(`${request.method} ${path.join('/')}`)) throw new AppError('NOT_FOUND', 'There is nothing here.');
  if (request.nextUrl.search !== '') throw new AppError('INPUT_INVALID', 'This address takes no parameters.');
  // The library answers 500 to a remembered address that is not one.
  const remembered = (await cookies()).get(helperCookieName('callback'))?.value;
  if (remembered && !URL.canParse(remembered)) throw new AppError('INPUT_INVALID', 'A cookie is damaged.');
  if (request.method !== 'POST') return;
  requireOwnOrigin(request.headers);
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (!(length <= bodyBytesMax)) throw new AppError('TOO_LARGE', 'That is too large for signing in.');
}

function authOptions(facts: RequestFacts, presented: string | undefined, secret: string): AuthOptions {
  return {
    secret,
    useSecureCookies: isSecure(),
    session: { strategy: 'jwt', maxAge: absoluteMs / 1000 },
    pages: { signIn: '/sign-in' },
    cookies: authCookies(),
    // Codes only: what the library knows of a request has no place in a log.
    logger: {
      error: (code) => void (code !== 'JWT_SESSION_ERROR' && log.warn({ code, requestId: facts.requestId }, 'sign-in')),
      warn: () => undefined,
      debug: () => undefined,
    },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        authorize: (given) => authorize(given, facts),
      }),
    ],
    callbacks: { redirect: () => ownOrigin() },
    jwt: {
      encode: async ({ token }) => {
        // Not a sign-in but the library renewing its cookie: the row is there already.
        if (typeof token?.['value'] === 'string') return token['value'];
        if (!token?.sub) throw new AppError('INTERNAL', 'Signed in as nobody.');
        const { requestId, address, agent } = facts;
        const who = { userId: token.sub, userName: token.name ?? '', email: token.email ?? '' };
        return startSession({ ...who, requestId, address, agent, replaces: presented });
      },
      decode: async ({ token }) => {
        const session = await findLiveSession(token, systemClock());
        return session && { sub: session.userId, name: session.userName, email: session.email, value: token };
      },
    },
    events: { signOut: () => signOut(presented, facts) },
  };
}

/** Throws a code the form knows; the library passes on the message of an error and nothing else of it. */
async function authorize(given: unknown, facts: RequestFacts) {
  try {
    const { email, password } = parseInput(signInInput, given);
    const result = await authenticate(email, password, facts.address);
    if (result.ok) return result.user;
    if (result.knownId) recordLater(result.knownId, facts);
    return null;
  } catch (error) {
    const { code, detail } = refusalOf(error, facts.requestId);
    const wait = isAppError(error, 'TOO_MANY_ATTEMPTS') ? `:${String(detail['retryAfterSeconds'])}` : '';
    throw new Error(`${code}${wait}`, { cause: error });
  }
}

/** After the answer, so that it takes as long for people who exist as for those who do not. */
function recordLater(userId: string, facts: RequestFacts): void {
  after(async () => {
    const user = await findById(userId);
    if (!user) return;
    const { requestId, address } = facts;
    await recordFailedSignIn({ userId, userName: user.name, email: user.email, requestId, address });
  });
}

async function signOut(token: string | undefined, facts: RequestFacts): Promise<void> {
  const session = await findLiveSession(token, systemClock());
  if (session) await endSession(userCtx(session, facts));
}

function authCookies(): NonNullable<AuthOptions['cookies']> {
  const options = cookieOptions();
  return {
    sessionToken: { name: cookieName(), options },
    csrfToken: { name: helperCookieName('csrf'), options },
    callbackUrl: { name: helperCookieName('callback'), options },
    state: { name: helperCookieName('state'), options },
    nonce: { name: helperCookieName('nonce'), options },
    pkceCodeVerifier: { name: helperCookieName('pkce'), options },
  };
}
