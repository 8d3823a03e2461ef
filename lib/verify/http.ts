import type { HttpProbe } from '#lib/catalog/probe-schema.ts';
import type { Clock } from '#lib/clock.ts';
import { isAppError } from '#lib/errors.ts';
import type { Outbound } from '#lib/outbound/connector.ts';
import { judge, type Judgement } from './answer.ts';
import { networkFinding } from './network-words.ts';
import { requestOf } from './placement.ts';
import type { Subject } from './subject.ts';
import { cancelled, failed, notTestable, passed, type Step, type Verification } from './verification.ts';

const timeoutMs = 10_000;
const bodyBytesMax = 65_536;

export interface HttpCheck {
  readonly probe: HttpProbe;
  readonly subject: Subject;
  readonly secret: Readonly<Record<string, string>>;
  readonly audience: readonly string[];
}

/** Asks once and judges the answer. Throws only what is neither the other side's nor the network's doing. */
export async function checkHttp(
  { probe, subject, secret, audience }: HttpCheck,
  deps: { readonly outbound: Outbound; readonly clock: Clock; readonly signal?: AbortSignal },
): Promise<Verification> {
  const { needs } = probe;
  if (needs && !subject.settings[needs.field]) return notTestable(needs.reason);

  const startedAt = deps.clock();
  const elapsedMs = (): number => deps.clock() - startedAt;
  const request = requestOf(probe, subject.settings, secret);
  const step = (label: string, outcome: Step['outcome'], durationMs: number): Step => ({ label, outcome, durationMs });
  const reached = `${subject.app} reached`;

  let judgement: Judgement;
  try {
    const answer = await deps.outbound.fetch({ ...request, audience, timeoutMs, bodyBytesMax, signal: deps.signal });
    judgement = judge(probe, answer, subject, Object.values(secret));
  } catch (error) {
    const finding = deps.signal?.aborted
      ? cancelled(subject.app)
      : isAppError(error)
        ? networkFinding(error, subject)
        : null;
    if (!finding) throw error;
    return failed(finding, { durationMs: elapsedMs(), steps: [step(reached, 'failed', elapsedMs())] });
  }
  const durationMs = elapsedMs();
  const steps = [
    step(reached, 'passed', durationMs),
    step(`${subject.what} accepted`, judgement.ok ? 'passed' : 'failed', 0),
  ];
  return judgement.ok
    ? passed(judgement.pass, { durationMs, steps })
    : failed(judgement.finding, { durationMs, steps });
}
