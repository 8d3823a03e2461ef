import type { Settings } from '#lib/catalog/input.ts';
import { findMethod, type Manifest } from '#lib/catalog/schema.ts';
import type { Clock } from '#lib/clock.ts';
import { AppError } from '#lib/errors.ts';
import type { Outbound } from '#lib/outbound/connector.ts';
import { checkWithDriver } from './driver-check.ts';
import { checkHttp } from './http.ts';
import { subjectOf } from './subject.ts';
import { notTestable, type Verification } from './verification.ts';

export type { Verification };

export interface Probe {
  readonly component: Manifest;
  readonly authType: string;
  /** As `parseSettings` returns them. */
  readonly settings: Settings;
  readonly secret: Readonly<Record<string, string>>;
  /** Where the secret may go, as it was fixed when the secret was typed: `scheme://host:port`. */
  readonly audience: readonly string[];
}

export interface VerifyDeps {
  /** The tenant on whose behalf it is made. */
  readonly owner: string;
  readonly outbound: Outbound;
  /** The operator's lines, for drivers: they run in a process of their own. */
  readonly allow: readonly string[];
  /** This process's environment; a driver's process is given the few variables of it that it needs. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * One dry run: one attempt, nothing written anywhere. Trouble of the other side or of the network is a result, not an
 * error. The result never holds the secret, what the other side said, or a driver's own text.
 * @returns `not_testable` where the manifest has no way to check; that is never a pass
 * @throws INPUT_INVALID when the component has no such auth type
 */
export async function verify(probe: Probe, deps: VerifyDeps): Promise<Verification> {
  const { component, authType, settings, secret, audience } = probe;
  const method = findMethod(component, authType);
  if (!method) throw new AppError('INPUT_INVALID', `${component.name} has no such auth type.`);
  const subject = subjectOf(component, method, settings);
  const verifier = method.verify;
  if (verifier.kind === 'none') return notTestable(verifier.reason);
  if (verifier.kind === 'driver') {
    return checkWithDriver({ driver: verifier.driver, settings, secret, audience }, subject, deps);
  }
  return checkHttp({ probe: verifier, subject, secret, audience }, deps);
}
