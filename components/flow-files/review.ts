import { lacksSigner, reviewStage, reviewStageAgain, type ReviewStage } from '#components/imports/stage.ts';
import type { ShownState } from '#lib/credentials/schema.ts';
import type { Binding, PlanFlow, PlanStep, ReadFlowsResult } from '#lib/flow-files/schema.ts';
import type { Refusal } from '#lib/result.ts';

/** A credential a person chose for a step by hand. */
export interface Picked {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly state: ShownState;
}

/** What was chosen instead of what is proposed, by `flow.step`; null leaves a step open. */
export type Picks = ReadonlyMap<string, Picked | null>;

export interface FlowReview extends ReviewStage {
  readonly flows: readonly PlanFlow[];
  readonly picks: Picks;
}

export type FlowPlan = Extract<ReadFlowsResult, { kind: 'plan' }>;

export const placeOf = (flow: PlanFlow, step: PlanStep): string => `${flow.flow}.${step.step}`;

export const reviewOf = (uploadId: string, passphrase: string | null, plan: FlowPlan): FlowReview => ({
  ...reviewStage(uploadId, passphrase, plan),
  flows: plan.flows,
  picks: new Map(),
});

/** What was chosen stays, but for the steps whose chosen credential is not there any more. */
export function reviewAgain(review: FlowReview, plan: FlowPlan, refusal: Pick<Refusal, 'message' | 'detail'>) {
  const { steps } = refusal.detail;
  const lost: readonly string[] = Array.isArray(steps) ? steps : [];
  return {
    ...reviewStageAgain(review, plan, refusal.message),
    flows: plan.flows,
    picks: new Map([...review.picks].filter(([place]) => !lost.includes(place))),
  };
}

export const lackOf = (review: FlowReview): FlowReview['notice'] => lacksSigner(review);

/** The choice for one step. Back at what is proposed it is none. */
export function pick(picks: Picks, flow: PlanFlow, step: PlanStep, picked: Picked | null): Picks {
  const next = new Map(picks);
  if ((picked?.id ?? null) === (step.bound?.id ?? null)) next.delete(placeOf(flow, step));
  else next.set(placeOf(flow, step), picked);
  return next;
}

/** What a step will sign in with, and why; null while it is open. */
export interface Settled {
  readonly by: 'identifier' | 'name' | 'hand';
  readonly credential: Picked;
}

export function settledOf(picks: Picks, flow: PlanFlow, step: PlanStep): Settled | null {
  const picked = picks.get(placeOf(flow, step));
  if (picked !== undefined) return picked && { by: 'hand', credential: picked };
  return step.bound && { by: step.bound.by, credential: step.bound };
}

/** How many steps still need a credential; one of an app that is not here needs more than that. */
export const openIn = (picks: Picks, flow: PlanFlow): number =>
  flow.steps.filter((step) => !step.app.isGone && settledOf(picks, flow, step) === null).length;

export const goneIn = (flow: PlanFlow): number => flow.steps.filter((step) => step.app.isGone).length;

export const bindingsOf = ({ flows, picks }: Pick<FlowReview, 'flows' | 'picks'>): Binding[] =>
  flows.flatMap((flow) =>
    flow.steps.flatMap((step) => {
      const picked = picks.get(placeOf(flow, step));
      return picked === undefined ? [] : [{ flow: flow.flow, step: step.step, credentialId: picked?.id ?? null }];
    }),
  );
