import { z } from 'zod';
import type { FlowState } from '#db/schema/flows.ts';
import { rowId } from '#lib/names.ts';

export type { FlowState };

/** Of a credential. */
export const usesInput = z.strictObject({ id: rowId });

export interface UseDto {
  readonly flowId: string;
  readonly flowName: string;
  readonly flowState: FlowState;
  readonly stepName: string;
}
