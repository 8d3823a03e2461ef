import type { FlowState } from '#db/schema/uses.ts';

export interface UseDto {
  readonly flowId: string;
  readonly flowName: string;
  readonly flowState: FlowState;
  readonly stepName: string;
}
