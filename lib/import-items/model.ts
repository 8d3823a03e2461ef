import type { AuthType } from '#db/schema/credentials.ts';
import type { importItems } from '#db/schema/imports.ts';
import type { Draft } from '#lib/credentials/model.ts';

/** What the history keeps of an item. */
export type ItemFacts = Omit<typeof importItems.$inferInsert, 'tenantId' | 'workspaceId' | 'importId'>;

interface Incoming {
  readonly i: number;
  readonly component: string;
  readonly draft: Draft;
  readonly environment: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Of the file; null where it has none. */
  readonly version: { readonly id: string; readonly number: number; readonly savedAt: Date } | null;
}

/** An item that becomes a new credential. */
export interface Creating extends Incoming {
  readonly kind: 'create';
  readonly name: string;
  /** Null asks for a new one. */
  readonly identifier: string | null;
  readonly authType: AuthType;
}

/** An item that replaces what a credential here holds. Its name and identifier stay. */
export interface Overriding extends Incoming {
  readonly kind: 'override';
  readonly here: { readonly id: string; readonly revision: number; readonly version: number };
}

export type Wanted = Creating | Overriding;

/** What became of it; `changed` when what it meets is no longer what it was, and then nothing was stored of it. */
export type Written =
  | { readonly i: number; readonly kind: 'stored'; readonly facts: ItemFacts & { credentialId: string } }
  | { readonly i: number; readonly kind: 'changed'; readonly name: string; readonly component: string };
