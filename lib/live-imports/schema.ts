import { z } from 'zod';
import { linesMax } from '#lib/live-lines/schema.ts';
import { rowId } from '#lib/names.ts';
import { fileBytesMax } from '#lib/uploads/schema.ts';

export { fileBytesMax };

/** Said by the browser before a byte leaves, and by the server to whoever sends it all the same. */
export const tooLargeText = `The file is larger than ${fileBytesMax / 1_024 / 1_024} MB. Split it into several.`;

export const liveImportsPageSize = 50;
export const liveRowsPageSize = 100;
export const liveRowsPageMax = 1_000;

export const liveImportInput = z.strictObject({ id: rowId });

export const outcomes = ['created', 'updated', 'unchanged', 'refused'] as const;
export type Outcome = (typeof outcomes)[number];

/** Of an address: which lines are shown, and the number of the last one seen. */
export const outcomeFilter = z.enum(['all', ...outcomes]).catch('all');
export type OutcomeFilter = z.output<typeof outcomeFilter>;
export const lineCursor = z.coerce.number().int().min(1).max(linesMax).catch(0);

export const liveStates = ['running', 'done', 'stopped', 'failed'] as const;
export type LiveState = (typeof liveStates)[number];

export interface LiveImportDto {
  readonly id: string;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly sha256: string;
  readonly state: LiveState;
  /** Why it stopped or failed, in a sentence. Null: it did not, or a person asked for it. */
  readonly because: string | null;
  /** Lines of the file, and how many of them are done with, blank ones too. */
  readonly total: number;
  readonly done: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Lines that were taken, and of which there is something to know. */
  readonly warned: number;
  readonly startedBy: string;
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** Nobody is at work on it at the moment. */
  readonly isWaiting: boolean;
}

export interface LiveImportsPage {
  readonly rows: readonly LiveImportDto[];
  readonly next: string | null;
}

/** What became of one line. No value of the line is here but whose connection it is. */
export interface LiveRowDto {
  readonly line: number;
  readonly outcome: Outcome;
  readonly consumer: string;
  /** `crm+salesforce`; empty where the line does not say it. */
  readonly connectionKey: string;
  readonly credentialId: string | null;
  /** Of a refusal. */
  readonly code: string | null;
  /** Of a refusal, or a warning. */
  readonly message: string | null;
}

export interface LiveRowsPage {
  readonly rows: readonly LiveRowDto[];
  readonly next: number | null;
}

/** A line as its page shows it: with the way to its credential, while that is here. */
export interface LiveRowView extends LiveRowDto {
  readonly component: string | null;
}
