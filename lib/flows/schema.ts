import { z } from 'zod';
import { flowStepsMax } from '#lib/bson/limits.ts';
import type { AppForm, ShownState } from '#lib/credentials/schema.ts';
import { cursorText, name, rowId, storableText } from '#lib/names.ts';
import type { FlowState } from '#lib/uses/schema.ts';

export type { FlowState };

export const flowStates = ['active', 'paused', 'draft'] as const;
export const flowPageSize = 50;
export const stepsMax = flowStepsMax;

/** One flow, as the person saw it. A change made from another revision is refused. */
export const seen = { flowId: rowId, revision: z.int32().min(1) } as const;
export const createFlowInput = z.strictObject({ name });
export const flowInput = z.strictObject(seen);
export type Seen = Readonly<z.output<typeof flowInput>>;
export const renameFlowInput = z.strictObject({ ...seen, name });
export const oneFlowInput = z.strictObject({ flowId: rowId });
export const flowFilter = z.object({
  q: storableText(200).nullish(),
  state: z.array(z.enum(flowStates)).nullish(),
  /** Only flows that something is wrong with. */
  trouble: z.boolean().nullish(),
  after: cursorText.nullish(),
});
export type FlowFilter = z.output<typeof flowFilter>;

/**
 * What is wrong with a flow, worst first: a credential that fails, one in the trash, a step without one, a credential that
 * was never checked, an app that left.
 */
export type FlowTrouble = 'failing' | 'deleted' | 'missing' | 'unchecked' | 'gone';

export interface Trouble {
  readonly kind: FlowTrouble;
  /** For people, and why the flow cannot be activated. */
  readonly words: string;
}

export interface FlowRow {
  readonly id: string;
  readonly name: string;
  readonly state: FlowState;
  readonly steps: number;
  /** The components of its steps in their order, each once. */
  readonly apps: readonly StepApp[];
  /** The worst thing; null where nothing is wrong. */
  readonly trouble: Trouble | null;
  readonly updatedAt: number;
  readonly updatedBy: string;
  readonly revision: number;
}

export interface FlowPage {
  readonly rows: readonly FlowRow[];
  readonly next: string | null;
  readonly total: number;
}

/** A component as a step shows it; `isGone` where the catalogue does not have it, or cannot read it, any more. */
export interface StepApp {
  readonly id: string;
  readonly name: string;
  readonly icon: AppForm['icon'];
  readonly isGone: boolean;
}

export interface StepCredential {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly state: ShownState;
  readonly message: string | null;
  readonly fix: string | null;
  readonly checkedAt: number | null;
  readonly expiresAt: number | null;
  readonly isDeleted: boolean;
  /** When its current secret came by an override of an import; null for every other way. */
  readonly overriddenAt: number | null;
}

export interface StepDto {
  readonly id: string;
  readonly name: string;
  readonly app: StepApp;
  readonly credential: StepCredential | null;
  readonly trouble: Trouble | null;
}

export interface FlowDetail {
  readonly id: string;
  readonly identifier: string;
  readonly name: string;
  readonly state: FlowState;
  readonly revision: number;
  readonly steps: readonly StepDto[];
  /** Why Activate waits, in words; null when it need not, and for an active flow. */
  readonly waiting: string | null;
  readonly activatedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
}
