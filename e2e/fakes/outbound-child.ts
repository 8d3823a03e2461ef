/**
 * Makes outbound calls in a process of its own, so that the preload can replace name resolution in it. Reads
 * `{allow, calls}` from standard input, makes the calls one after the other and prints what became of them.
 */
import { createOutbound, type OutboundRequest } from '#lib/outbound/connector.ts';
import { isAppError } from '#lib/errors.ts';
import type { Script, Outcome, Report } from './outbound-run.ts';

async function readScript(): Promise<Script> {
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return JSON.parse(text) as Script;
}

async function call(outbound: ReturnType<typeof createOutbound>, request: OutboundRequest): Promise<Outcome> {
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  try {
    const { status, headers, body, url } = await outbound.fetch(request);
    return { status, headers, body: body.toString('utf8'), url, elapsedMs: elapsedMs() };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { code: error.code, message: error.message, detail: error.detail, elapsedMs: elapsedMs() };
  }
}

const script = await readScript();
const outbound = createOutbound({ allow: script.allow });
const outcomes: Outcome[] = [];
for (const request of script.calls) outcomes.push(await call(outbound, request));
const record = Reflect.get(globalThis, Symbol.for('keyhaven.fakes')) as Pick<Report, 'lookups' | 'connects'>;
process.stdout.write(JSON.stringify({ outcomes, ...record } satisfies Report));
