import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Provider } from 'oidc-provider';
import type { Behaviour, Traffic } from './behaviour.ts';

type Context = Parameters<Parameters<Provider['use']>[0]>[0];

/** The body of a request is read here first; the authorization server reads it again from memory. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const body = await buffer(request);
  const again = { readable: { value: true }, iterator: { value: () => Readable.from([body]).iterator() } };
  Object.defineProperties(request, again);
  return new URLSearchParams(body.toString('utf8'));
}

/** Counts token requests while they are in flight, each until the server is done with it. */
export function countedTraffic(traffic: Traffic) {
  const inFlight = new Map<string, number>();
  const uses = new Map<string, number>();
  let all = 0;
  return async (form: URLSearchParams, work: () => Promise<void>): Promise<void> => {
    const token = form.get('refresh_token');
    traffic.tokenRequests += 1;
    all += 1;
    traffic.inFlightAllMax = Math.max(traffic.inFlightAllMax, all);
    if (token !== null) {
      const [now, used] = [(inFlight.get(token) ?? 0) + 1, (uses.get(token) ?? 0) + 1];
      inFlight.set(token, now);
      uses.set(token, used);
      traffic.refreshRequests += 1;
      traffic.inFlightMax = Math.max(traffic.inFlightMax, now);
      traffic.usesMax = Math.max(traffic.usesMax, used);
    }
    try {
      await work();
    } finally {
      all -= 1;
      if (token !== null) inFlight.set(token, (inFlight.get(token) ?? 1) - 1);
    }
  };
}

/** Answers a token request as the behaviour says; `carryOut` lets the authorization server do its part. */
export async function answerToken(ctx: Context, behaviour: Behaviour, carryOut: () => Promise<void>): Promise<void> {
  const failure = takeFailure(behaviour);
  if (failure === 'lost' || failure === 'cut' || failure === null) await carryOut();
  if (behaviour.delayMs > 0) await sleep(behaviour.delayMs, undefined, { ref: false });
  if (failure !== null) return fail(ctx, failure, behaviour.retryAfter);
  if (isObject(ctx.body) && 'access_token' in ctx.body) ctx.body = laidOver(ctx.body, behaviour.answer);
  killWith(ctx, behaviour);
}

function takeFailure(behaviour: Behaviour): Behaviour['failWith'] {
  const { failWith } = behaviour;
  if (failWith === null || behaviour.failTimes === null) return failWith;
  behaviour.failTimes -= 1;
  if (behaviour.failTimes <= 0) Object.assign(behaviour, { failWith: null, failTimes: null });
  return failWith;
}

function fail(ctx: Context, failure: NonNullable<Behaviour['failWith']>, retryAfter: string | null): void {
  if (retryAfter !== null) ctx.set('retry-after', retryAfter);
  if (failure === '500') answer(ctx, 500, { error: 'server_error' });
  else if (failure === '429') answer(ctx, 429, { error: 'too_many_requests' });
  else if (failure === 'html') answer(ctx, 200, '<!doctype html><title>Maintenance</title><p>Back soon.</p>');
  else if (failure === 'error200') answer(ctx, 200, { error: 'temporarily_unavailable' });
  else {
    ctx.respond = false;
    if (failure === 'cut') ctx.res.writeHead(200, { 'content-length': '900' }).write('{"access_token":"');
    setImmediate(() => ctx.req.socket.destroy());
  }
}

function answer(ctx: Context, status: number, body: object | string): void {
  ctx.status = status;
  ctx.body = body;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const laidOver = (body: object, over: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries({ ...body, ...over }).filter(([, value]) => value !== null));

/** Stopped before its answer is written, a process has that answer in its socket and cannot have read it. */
function killWith(ctx: Context, behaviour: Behaviour): void {
  const { kill } = behaviour;
  if (kill === null) return;
  behaviour.kill = null;
  if (kill.afterMs === null) process.kill(kill.pid, 'SIGSTOP');
  ctx.res.once('finish', () => {
    if (kill.afterMs === null) process.kill(kill.pid, 'SIGKILL');
    else setTimeout(() => process.kill(kill.pid, 'SIGKILL'), kill.afterMs);
  });
}
