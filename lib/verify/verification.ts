/** What one dry run found, in words for people. Holds no secret and no text of the other side but the account's name. */
export interface Verification {
  readonly outcome: 'passed' | 'failed' | 'not_testable';
  /** Stable, for machines: `passed`, `unauthorized`, `wrong_password`, `timeout`, … */
  readonly code: string;
  /** One sentence that says what happened. */
  readonly message: string;
  /** What to do next; on a pass, what to know. */
  readonly fix: string | null;
  /** The name of the field to look at. */
  readonly field: string | null;
  /** Who the secret belongs to, as the other side calls it. */
  readonly account: string | null;
  /** Where the finding comes from, for support: `HTTP 401`, `28P01 at sign-in`, `OUT-105`. */
  readonly detail: string | null;
  readonly durationMs: number;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly label: string;
  readonly outcome: 'passed' | 'failed';
  readonly durationMs: number;
}

/** Why something did not pass. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly fix: string | null;
  readonly field: string | null;
  readonly detail: string | null;
}

export interface Pass {
  readonly message: string;
  readonly account: string | null;
  /** What to know although it passed. */
  readonly advice: string | null;
  readonly detail: string | null;
}

interface Course {
  readonly durationMs: number;
  readonly steps: readonly Step[];
}

export const passed = ({ message, account, advice, detail }: Pass, course: Course): Verification => ({
  outcome: 'passed',
  code: 'passed',
  message,
  fix: advice,
  field: null,
  account,
  detail,
  ...course,
});

export const failed = (finding: Finding, course: Course): Verification => ({
  outcome: 'failed',
  account: null,
  ...finding,
  ...course,
});

/** Nothing was asked, so nothing is known. */
export const notTestable = (reason: string): Verification => ({
  outcome: 'not_testable',
  code: 'not_testable',
  message: reason,
  fix: 'It may be saved as unverified.',
  field: null,
  account: null,
  detail: null,
  durationMs: 0,
  steps: [],
});

export const cancelled = (app: string): Finding => ({
  code: 'cancelled',
  message: `The check with ${app} was stopped.`,
  fix: null,
  field: null,
  detail: null,
});
