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
const workspaceWord = (workspaceId: string | null): string => `workspace ${workspaceId ?? ''}`;
const wordOf = (workspaceId: string | null, kind: Word, id: string): string => `${kind} ${workspaceId ?? ''} ${id}`;

export const workspacePrint = (workspaceId: string | null): Buffer => printOf(workspaceWord(workspaceId));
export const wordPrint = (workspaceId: string | null, kind: Word, id: string): Buffer =>
  printOf(wordOf(workspaceId, kind, id));

/** An action belongs to the group before its dot. */
const groupOf = (action: string): string => action.slice(0, action.indexOf('.'));

/** Of all these rows, each once. */
export function printsOf(rows: readonly Marked[]): Buffer {
  const words = rows.flatMap(({ workspaceId, actorId, action, targetId }) => [
    workspaceWord(workspaceId),
    wordOf(workspaceId, 'actor', actorId),
    wordOf(workspaceId, 'group', groupOf(action)),
    wordOf(workspaceId, 'target', targetId),
  ]);
  return Buffer.concat([...new Set(words)].map(printOf));
}
