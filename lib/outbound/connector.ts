import type { Socket } from 'node:net';
import { AppError } from '#lib/errors.ts';
import { admit } from './admission.ts';
import { parseAllowList, type AllowList } from './allow-list.ts';
import { startDeadline, within, type Deadline } from './deadline.ts';
import { exchange, type Answer, type Hop } from './exchange.ts';
import { failure, type Phase } from './failure.ts';
import { requestHeaders } from './headers.ts';
import { nextHop, redirectRule } from './redirect.ts';
import { openSocket, secure } from './socket.ts';
import { parseTarget, parseUrl, type Target } from './target.ts';

export interface OutboundRequest {
  readonly method: string;
  /** Absolute https URL; http only where the operator's allow-list names the destination. */
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
  /** Where the secret in this request may go: `scheme://host:port`, as `audienceOf` writes it. */
  readonly audience: readonly string[];
  /** From first to last byte, all redirects included. Default 10,000. */
  readonly timeoutMs?: number;
  /** Until the headers of one answer are complete, connecting included. Default 5,000. */
  readonly headerTimeoutMs?: number;
  /** Of the answer, packed and unpacked. Default 65,536. */
  readonly bodyBytesMax?: number;
  readonly signal?: AbortSignal;
  /** How many redirects may be followed, to other origins of the audience too. Default: 3, within the origin only. */
  readonly followRedirects?: number;
}

export interface OutboundResponse extends Answer {
  /** What answered, after redirects. May hold a secret in its query. */
  readonly url: string;
}

export interface ConnectOptions {
  readonly audience: readonly string[];
  /** For name resolution and connecting. The socket that is returned has no time limit. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Everything that leaves goes through one of these two. */
export interface Outbound {
  /**
   * A plain TCP connection to a checked address, for drivers. The caller owns the socket.
   * @throws AppError OUT-101 to OUT-106
   */
  connect(target: Target, options: ConnectOptions): Promise<Socket>;
  /**
   * One HTTP request on a connection of its own. Any status is an answer, not an error.
   * @throws AppError OUT-101 to OUT-110; INPUT_INVALID for a method or header that cannot be sent
   */
  fetch(request: OutboundRequest): Promise<OutboundResponse>;
}

const timeoutMsDefault = 10_000;
const headerTimeoutMsDefault = 5_000;
const bodyBytesMaxDefault = 65_536;

async function connectTarget(given: Target, options: ConnectOptions, allow: AllowList): Promise<Socket> {
  const target = parseTarget(given);
  const deadline = startDeadline(options.timeoutMs, options.signal);
  let phase: Phase = 'resolve';
  try {
    const addresses = await admit(target, options.audience, allow, deadline.signal);
    phase = 'connect';
    return await openSocket(addresses, target.port, deadline);
  } catch (error) {
    throw failure(error, { phase, target, isOutOfTime: deadline.signal.aborted });
  } finally {
    deadline.clear();
  }
}

/** One request and its answer; the header time covers the whole way there. */
async function send(hop: Hop, request: OutboundRequest, allow: AllowList, total: Deadline): Promise<Answer> {
  const { target } = hop;
  const toHeaders = startDeadline(
    Math.min(request.headerTimeoutMs ?? headerTimeoutMsDefault, total.remainingMs()),
    total.signal,
  );
  const { signal } = toHeaders;
  let phase: Phase = 'resolve';
  let socket: Socket | null = null;
  try {
    const addresses = await admit(target, request.audience, allow, signal);
    phase = 'connect';
    socket = await openSocket(addresses, target.port, toHeaders);
    phase = 'tls';
    if (target.scheme === 'https') socket = await secure(socket, target.host, signal);
    phase = 'headers';
    const onHeaders = (): void => {
      phase = 'body';
      toHeaders.clear();
    };
    const bodyBytesMax = request.bodyBytesMax ?? bodyBytesMaxDefault;
    return await within(signal, exchange(socket, hop, { bodyBytesMax, signal, onHeaders }));
  } catch (error) {
    throw failure(error, { phase, target, isOutOfTime: signal.aborted });
  } finally {
    toHeaders.clear();
    socket?.destroy();
  }
}

async function fetchUrl(request: OutboundRequest, allow: AllowList): Promise<OutboundResponse> {
  if (!/^[A-Z]{1,16}$/.test(request.method) || ['CONNECT', 'TRACE'].includes(request.method)) {
    throw new AppError('INPUT_INVALID', 'This method cannot be sent.');
  }
  const rule = redirectRule(request.followRedirects);
  const total = startDeadline(request.timeoutMs ?? timeoutMsDefault, request.signal);
  try {
    let hop: Hop = {
      ...parseUrl(request.url),
      method: request.method,
      headers: requestHeaders(request.headers ?? {}),
      body: request.body,
    };
    for (let followed = 0; ; followed += 1) {
      const answer = await send(hop, request, allow, total);
      const next = nextHop(hop, answer, followed, rule);
      if (next === null) return { ...answer, url: hop.url.href };
      hop = next;
    }
  } finally {
    total.clear();
  }
}

/**
 * The guarded connector. Public addresses may be called; private ones only where a line of `allow` names them.
 * @param config `allow`: the operator's lines, see `parseAllowList`
 * @throws Error for a line that cannot be used
 */
export function createOutbound(config: { readonly allow: readonly string[] }): Outbound {
  const allow = parseAllowList(config.allow);
  return {
    connect: (target, options) => connectTarget(target, options, allow),
    fetch: (request) => fetchUrl(request, allow),
  };
}
