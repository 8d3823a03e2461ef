import { z } from 'zod';
import type { AppForm } from '#lib/catalog/form.ts';
import type { Standing } from '#lib/checks/schema.ts';
import type { SignerDto } from '#lib/files/schema.ts';
import { storableText, rowId } from '#lib/names.ts';

/** Up to this many are verified by themselves after an import or its undo. */
export const verifiedMax = 200;
export const importsPageSize = 50;
export const importItemsPageSize = 100;

export const undoInput = z.strictObject({ id: rowId });

/** Of an address: the cursor of the list, the number of the last item seen. */
export const importsCursor = storableText(400).nullish().catch(null);
export const itemsCursor = z.coerce.number().int().min(1).max(1_000_000).catch(0);

export const outcomes = ['created', 'overridden', 'skipped', 'refused'] as const;
export type Outcome = (typeof outcomes)[number];

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
  readonly undone: { readonly at: number; readonly by: string } | null;
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

export interface ImportDetail extends ImportRow {
  readonly sha256: string;
  readonly sealing: string;
  readonly signerFingerprint: string | null;
  readonly exportId: string | null;
  readonly exportedAt: number | null;
  readonly undoableUntil: number;
  /** Empty: it can be undone until then. */
  readonly blockers: readonly Blocker[];
}

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

export interface UndoneDto {
  /** Created by the import, now in the trash. */
  readonly trashed: number;
  /** Overridden by it, with their former value again. */
  readonly reverted: number;
  readonly at: number;
}
