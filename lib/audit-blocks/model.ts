import { hash } from 'node:crypto';

/** Of an audit row: what it may be looked for by. */
export interface Marked {
  readonly workspaceId: string | null;
  readonly actorId: string;
  readonly action: string;
  readonly targetId: string;
}

const bytesOfPrint = 3;

/** Two of 16 million words share one: a block is now and then read for nothing, and never left out. */
const printOf = (word: string): Buffer => hash('sha256', word, 'buffer').subarray(0, bytesOfPrint);

/** Those of the whole tenant are under no workspace. */
export const workspacePrint = (id: string | null): Buffer => printOf(`workspace ${id ?? ''}`);
export const actorPrint = (id: string): Buffer => printOf(`actor ${id}`);
export const targetPrint = (id: string): Buffer => printOf(`target ${id}`);
export const groupPrint = (group: string): Buffer => printOf(`group ${group}`);

/** An action belongs to the group before its dot. */
const groupOf = (action: string): string => action.slice(0, action.indexOf('.'));

/** Of all these rows, each once. */
export function printsOf(rows: readonly Marked[]): Buffer {
  const distinct = <T>(of: (row: Marked) => T): T[] => [...new Set(rows.map(of))];
  return Buffer.concat([
    ...distinct((row) => row.workspaceId).map(workspacePrint),
    ...distinct((row) => row.actorId).map(actorPrint),
    ...distinct((row) => groupOf(row.action)).map(groupPrint),
    ...distinct((row) => row.targetId).map(targetPrint),
  ]);
}
