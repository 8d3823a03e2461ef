export const verificationPageSize = 20;

export interface VerificationRow {
  readonly id: string;
  readonly at: number;
  readonly version: number;
  readonly outcome: 'passed' | 'failed' | 'not_testable';
  readonly code: string;
  readonly message: string;
  readonly durationMs: number;
  readonly actorLabel: string;
}

export interface VerificationPage {
  readonly rows: readonly VerificationRow[];
  readonly next: string | null;
}
