import { rowId } from '#lib/names.ts';

export const usersPageSize = 50;

/** Where a page of the credentials of an app begins. One from an address that was tampered with begins at the start. */
export const usersCursor = rowId.nullable().catch(null);

/** A credential that was connected with an app, in whichever workspace. */
export interface AppUser {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  readonly environment: string;
  readonly workspace: { readonly slug: string; readonly name: string };
}

export interface AppUserPage {
  /** Newest first. */
  readonly rows: readonly AppUser[];
  readonly next: string | null;
  readonly total: number;
}
