import { randomBytes } from 'node:crypto';
import { NextResponse, type NextRequest } from 'next/server';
import { env } from '#lib/env.ts';
import { isAppError } from '#lib/errors.ts';
import { isAcceptedHost, isSecure, ownOrigin, requireOwnOrigin } from './origin.ts';
import {
  contentSecurityPolicy,
  nonceHeader,
  noPagePolicy,
  pathHeader,
  transportSecurity,
  unfitArguments,
  unfitRequest,
} from './policy.ts';

/** Headers by which a client could talk to Next's inside, or to ours. */
const isInward = (name: string): boolean =>
  name.startsWith('x-middleware-') || name === nonceHeader || name === pathHeader || name === 'next-resume';

/**
 * Before a page: its policy, and requests Next would fail on. Nobody is let in or kept out here: that is done where the
 * page and the action themselves ask for a session.
 */
export async function beforePage(request: NextRequest): Promise<Response> {
  if (!isAcceptedHost(request.headers.get('host'))) return unknownHost(request.headers.get('host') ?? '');
  const unfit = await refusalOfRequest(request);
  if (unfit) return plain(unfit.status, unfit.message);
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce, !env.isProduction, askedBy(request.nextUrl.pathname));
  const headers = new Headers([...request.headers].filter(([name]) => !isInward(name)));
  headers.set(nonceHeader, nonce);
  headers.set(pathHeader, pathOf(request));
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  if (isSecure()) response.headers.set('strict-transport-security', transportSecurity);
  return response;
}

/** The page for consumers has no session here: it asks the listener for machines, with a token of its own. */
const askedBy = (pathname: string): string | null =>
  pathname === '/vault' ? (URL.parse(env.apiAddress)?.origin ?? null) : null;

/** As the person would type it: `_rsc` is how Next's own code asks for a part of a page. */
function pathOf(request: NextRequest): string {
  const url = request.nextUrl.clone();
  url.searchParams.delete('_rsc');
  return url.pathname + url.search;
}

async function refusalOfRequest(request: NextRequest) {
  const unfit = unfitRequest(request.method, request.headers);
  if (unfit || request.method !== 'POST') return unfit;
  try {
    requireOwnOrigin(request.headers);
  } catch (error) {
    if (!isAppError(error, 'ORIGIN_REFUSED')) throw error;
    return { status: 403, message: error.message };
  }
  const isAction = request.headers.has('next-action');
  const isText = (request.headers.get('content-type') ?? '').startsWith('text/plain');
  return isAction && isText ? unfitArguments(await request.text()) : null;
}

const plain = (status: number, message: string): Response =>
  new Response(`${message}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'content-security-policy': noPagePolicy },
  });

/** Text, not markup: the name in it came with the request. */
function unknownHost(host: string): Response {
  const name = /^[\w.:[\]-]{1,255}$/.test(host) ? host : 'another name';
  const place = name.replace(/:\d+$/, '');
  return plain(
    421,
    env.publicUrl
      ? `This is Keyhaven, and it answers at ${ownOrigin()}. It was asked for as ${name}.`
      : `Keyhaven was opened as ${name}, which it does not know. To use it under this name, set this line and restart:\n\n` +
          `PUBLIC_URL=https://${place === 'another name' ? 'vault.example.com' : place}`,
  );
}
