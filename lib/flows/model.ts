import { findComponent } from '#lib/catalog/catalog.ts';
import { iconOf } from '#lib/catalog/icons.ts';
import { shownState } from '#lib/credentials/model.ts';
import type { CredentialState } from '#lib/credentials/schema.ts';
import type { FlowRow, FlowState, FlowTrouble, StepApp, StepDto, Trouble } from './schema.ts';

/** A step with what the database says of its credential. */
export interface StepFacts {
  readonly flowId: string;
  readonly id: string;
  readonly position: number;
  readonly name: string;
  readonly component: string;
  readonly credential: CredentialFacts | null;
  /** The current version of the credential. */
  readonly version: { readonly reason: string; readonly savedAt: number } | null;
}

export interface CredentialFacts {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly state: CredentialState;
  readonly message: string | null;
  readonly fix: string | null;
  readonly checkedAt: number | null;
  readonly expiresAt: number | null;
  readonly deletedAt: number | null;
}

/** Worst first: the order in which trouble is told. */
const severity: readonly FlowTrouble[] = ['failing', 'deleted', 'missing', 'unchecked', 'gone'];

/** Why a step could not run now; null where it could. */
export function troubleOf(step: StepFacts): Trouble | null {
  const { credential } = step;
  const app = appOf(step.component);
  if (app.isGone) return { kind: 'gone', words: `${app.name} is not in the catalogue any more.` };
  if (credential === null) return { kind: 'missing', words: `Choose a credential of ${app.name}.` };
  if (credential.deletedAt !== null)
    return { kind: 'deleted', words: `${credential.name} is in the trash. Restore it, or choose another.` };
  const why = unusable(credential.state, credential.name);
  if (why === null) return null;
  return { kind: credential.state === 'unverified' ? 'unchecked' : 'failing', words: why };
}

/** Why a credential in this state is not for a step; null where it is. One that cannot be tested is for a person to judge. */
export function unusable(state: CredentialState, name: string): string | null {
  if (state === 'passed' || state === 'not_testable') return null;
  if (state === 'unverified') return `${name} has not been checked yet.`;
  if (state === 'reconnect') return `${name} has lost its access. Somebody has to sign in again.`;
  return state === 'failed' ? `${name} failed its last check.` : `${name} cannot be opened.`;
}

const stepName = (step: Pick<StepFacts, 'position' | 'name'>): string => `Step ${step.position}, ${step.name}`;

/** Why a flow with these steps cannot be activated, in one sentence. */
export function waitingOf(steps: readonly StepFacts[]): string | null {
  if (steps.length === 0) return 'Add a step first.';
  const waiting = steps.flatMap((step) => {
    const trouble = troubleOf(step);
    return trouble ? [`${stepName(step)}: ${trouble.words}`] : [];
  });
  const [first] = waiting;
  if (first === undefined) return null;
  return waiting.length === 1 ? first : `${first} And ${waiting.length - 1} more.`;
}

/** What the list says of a flow. A draft without its credentials is on its way; all the same it is told. */
function worstTrouble(steps: readonly StepFacts[]): Trouble | null {
  const found = steps.flatMap((step) => troubleOf(step) ?? []);
  const worst = found.toSorted((a, b) => severity.indexOf(a.kind) - severity.indexOf(b.kind))[0];
  if (!worst) return null;
  const more = found.length > 1 ? ` And ${found.length - 1} more.` : '';
  return { kind: worst.kind, words: worst.words + more };
}

/** A component for a step. One that left the catalogue, or cannot be read, keeps its id as its name. */
export function appOf(component: string): StepApp {
  const entry = findComponent(component);
  const name = entry?.name ?? component;
  return { id: component, name, icon: iconOf(entry ?? { name }), isGone: entry === null || 'broken' in entry };
}

/** The components of steps in their order, each once. */
const appsOf = (steps: readonly StepFacts[]): StepApp[] => [...new Set(steps.map((step) => step.component))].map(appOf);

export function stepDto(step: StepFacts, now: number): StepDto {
  const { credential } = step;
  return {
    id: step.id,
    name: step.name,
    app: appOf(step.component),
    trouble: troubleOf(step),
    credential: credential && {
      id: credential.id,
      name: credential.name,
      environment: credential.environment,
      state: shownState(credential.state, credential.expiresAt, now),
      message: credential.message,
      fix: credential.fix,
      checkedAt: credential.checkedAt,
      expiresAt: credential.expiresAt,
      isDeleted: credential.deletedAt !== null,
      overriddenAt: step.version?.reason === 'override' ? step.version.savedAt : null,
    },
  };
}

export interface FlowFacts {
  readonly id: string;
  readonly name: string;
  readonly state: FlowState;
  readonly updatedAt: number;
  readonly updatedByLabel: string;
  readonly revision: number;
}

export const flowRow = (flow: FlowFacts, steps: readonly StepFacts[]): FlowRow => ({
  id: flow.id,
  name: flow.name,
  state: flow.state,
  steps: steps.length,
  apps: appsOf(steps),
  trouble: worstTrouble(steps),
  updatedAt: flow.updatedAt,
  updatedBy: flow.updatedByLabel,
  revision: flow.revision,
});

/** The ids of steps after one of them took another place, from 1; a place beyond the end is the last. */
export function movedTo(ids: readonly string[], stepId: string, to: number): string[] {
  const others = ids.filter((id) => id !== stepId);
  others.splice(Math.min(to, ids.length) - 1, 0, stepId);
  return others;
}

export const targetOf = (flow: { id: string; name: string }) => ({
  targetKind: 'flow',
  targetId: flow.id,
  targetLabel: flow.name,
});
