/** What the children of one benchmark are told: a folder with a database, a file, and what opens both. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mintCtx, type CtxFields, type WorkspaceCtx } from '#lib/ctx.ts';

type WorkspaceFields = CtxFields & Pick<WorkspaceCtx, 'workspaceId' | 'workspaceSlug'>;

export interface Setup {
  readonly ctx: WorkspaceFields;
  readonly items: number;
  /** The tenant's data key, and the key of the file: hexadecimal. */
  readonly dataKey: { readonly keyId: string; readonly bytes: string };
  readonly fileKey: string;
  /** A credential that was there before: what other writers write to. */
  readonly bystanderId: string;
}

export const dataDirOf = (folder: string): string => join(folder, 'data');
export const databaseOf = (folder: string): string => join(dataDirOf(folder), 'keyhaven.db');
export const fileOf = (folder: string): string => join(folder, 'credentials.bson');
/** Of a benchmark of refreshes: where its provider is. */
export const issuerFileOf = (folder: string): string => join(folder, 'issuer');
const setupFile = (folder: string): string => join(folder, 'setup.json');

export const writeSetup = (folder: string, setup: Setup): void =>
  writeFileSync(setupFile(folder), JSON.stringify(setup));

export const readSetup = (folder: string): Setup => JSON.parse(readFileSync(setupFile(folder), 'utf8')) as Setup;

export const ctxOf = (setup: Setup): WorkspaceCtx => mintCtx(setup.ctx);

/** The folder a child works in: its only word. */
export function ownFolder(): string {
  const [, , folder] = process.argv;
  if (!folder) throw new Error('A folder is expected.');
  return folder;
}
