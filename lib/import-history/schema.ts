import { z } from 'zod';
import type { AppForm } from '#lib/catalog/form.ts';
import type { Standing } from '#lib/checks/schema.ts';
import type { SignerDto } from '#lib/files/schema.ts';
import type { RunDto } from '#lib/import-runs/schema.ts';
import { rowId, storableText } from '#lib/names.ts';

/** Up to this many are verified by themselves after an import or its undo. */
export const verifiedMax = 200;
export const importsPageSize = 50;
export const importItemsPageSize = 100;

/** Of an address: the cursor of the list, the number of the last item seen. */
export const importsCursor = storableText(400).nullish().catch(null);
export const itemsCursor = z.coerce.number().int().min(1).max(1_000_000).catch(0);

export const importInput = z.strictObject({ id: rowId });

export const outcomes = ['created', 'overridden', 'skipped', 'refused'] as const;
export type Outcome = (typeof outcomes)[number];

/** Which items of an import are shown; `stayed`: an undo in batches could not take them back. */
export const itemFilters = ['all', ...outcomes, 'stayed'] as const;
export type ItemFilter = (typeof itemFilters)[number];
export const itemFilter = z.enum(itemFilters).catch('all');

/** What the signer was to this tenant; `confirmed`: nobody knew it until this import. Null: not signed. */
export type SignerStanding = Exclude<SignerDto['standing'], 'unknown'> | 'confirmed' | null;

export interface ImportRow {
  readonly id: string;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly signerStanding: SignerStanding;
  readonly appliedAt: number;
  readonly appliedBy: string;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Items of the file. */
  readonly total: number;
  readonly state: 'applying' | 'applied' | 'stopped' | 'undoing';
  /** `left`: items that stayed, because somebody had changed them meanwhile. */
  readonly undone: { readonly at: number; readonly by: string; readonly left: number } | null;
}

export interface ImportsPage {
  readonly rows: readonly ImportRow[];
  readonly next: string | null;
}

/** A credential that keeps an import from being undone, and why, in words. */
export interface Blocker {
  readonly credentialId: string;
  readonly component: string;
  readonly name: string;
  readonly why: string;
  /** It can be opened. */
  readonly isHere: boolean;
}

/** One import as it was and as it goes on. */
export interface ImportFacts extends ImportRow {
  readonly sha256: string;
  readonly sealing: string;
  readonly signerFingerprint: string | null;
  readonly exportId: string | null;
  readonly exportedAt: number | null;
  readonly undoableUntil: number;
  /** Why it stopped before its end; null when a person stopped it. */
  readonly stoppedBecause: string | null;
  /** How far the work on it is, while it goes on. */
  readonly run: RunDto | null;
}

/** With whether it can be undone, which takes a look at everything it stored. */
export interface ImportDetail extends ImportFacts {
  /** Empty: it can be undone until then. */
  readonly blockers: readonly Blocker[];
  /** There are more of them than are named. */
  readonly isMoreBlocked: boolean;
}

/** As much of it as one watches. */
export type ImportProgress = Pick<ImportFacts, 'id' | 'counts' | 'total' | 'state' | 'undone' | 'run'>;

/** One item of the file: what became of it, and how the credential stands now. */
export interface ImportedItem {
  readonly i: number;
  readonly name: string;
  readonly component: string;
  readonly componentName: string;
  readonly icon: AppForm['icon'];
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly isOlder: boolean;
  /** Of a created or overridden one: null when it is not here any more. */
  readonly standing: Standing | null;
}

export interface ImportItemsPage {
  readonly items: readonly ImportedItem[];
  readonly next: number | null;
}
