import { hash } from 'node:crypto';

/** Of an audit row: what it may be looked for by. */
export interface Marked {
  readonly workspaceId: string | null;
  readonly actorId: string;
  readonly action: string;
  readonly targetId: string;
}

const bytesOfPrint = 3;

/** Two of 16 million words share one: then a block is read for nothing, and never left out. */
const printOf = (word: string): Buffer => hash('sha256', word, 'buffer').subarray(0, bytesOfPrint);

export type Word = 'actor' | 'group' | 'target';

/** Each word is one of a workspace, or of the whole tenant, as its rows are under no workspace. */
export const workspacePrint = (workspaceId: string | null): Buffer => printOf(`workspace ${workspaceId ?? ''}`);
export const wordPrint = (workspaceId: string | null, kind: Word, id: string): Buffer =>
  printOf(`${kind} ${workspaceId ?? ''} ${id}`);

/** An action belongs to the group before its dot. */
const groupOf = (action: string): string => action.slice(0, action.indexOf('.'));

/** Of all these rows, each once. */
export function printsOf(rows: readonly Marked[]): Buffer {
  const words = rows.flatMap(({ workspaceId, actorId, action, targetId }) => [
    workspacePrint(workspaceId),
    wordPrint(workspaceId, 'actor', actorId),
    wordPrint(workspaceId, 'group', groupOf(action)),
    wordPrint(workspaceId, 'target', targetId),
  ]);
  return Buffer.concat([...new Map(words.map((print) => [print.toString('latin1'), print])).values()]);
}
