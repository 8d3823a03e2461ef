import { z } from 'zod';
import type { ShownState } from '#lib/credentials/schema.ts';
import { sealingInput } from '#lib/exports/schema.ts';
import { confirmedInput, type FileDto } from '#lib/files/schema.ts';
import { stepsMax, type StepApp } from '#lib/flows/schema.ts';
import { rowId } from '#lib/names.ts';

/** One transaction holds this many. */
export const flowsMax = 20;

export const exportFlowInput = z.strictObject({ flowId: rowId, sealing: sealingInput });
export type ExportFlowInput = z.output<typeof exportFlowInput>;

export interface ExportedFlowDto {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** What a step signs in with instead of what was proposed; null leaves it without one. Flows and steps count from 1. */
const binding = z.strictObject({
  flow: z.int32().min(1).max(flowsMax),
  step: z.int32().min(1).max(stepsMax),
  credentialId: rowId.nullable(),
});
export type Binding = z.output<typeof binding>;

export const importFlowInput = confirmedInput.extend({ bindings: z.array(binding).max(flowsMax * stepsMax) });
export type ImportFlowInput = z.output<typeof importFlowInput>;

/** A credential here that a step is bound to. */
export interface BoundDto {
  readonly by: 'identifier' | 'name';
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly state: ShownState;
}

export interface PlanStep {
  readonly step: number;
  readonly name: string;
  readonly app: StepApp;
  /** The credential where the flow comes from; null where the step had none. */
  readonly there: { readonly name: string; readonly environment: string } | null;
  readonly bound: BoundDto | null;
}

export interface PlanFlow {
  readonly flow: number;
  readonly name: string;
  /** What it is called here: its own name, or the next one that is free. */
  readonly createName: string;
  readonly steps: readonly PlanStep[];
}

export type ReadFlowsResult =
  | { readonly kind: 'passphrase'; readonly file: FileDto }
  | { readonly kind: 'plan'; readonly file: FileDto; readonly token: string; readonly flows: readonly PlanFlow[] };

export interface ImportedFlow {
  readonly id: string;
  readonly name: string;
  /** Steps that still need a credential. */
  readonly open: number;
  /** Steps of an app that the catalogue does not have, or cannot read. */
  readonly gone: number;
}

export interface ImportedFlowsDto {
  readonly flows: readonly ImportedFlow[];
}
