import { Choice } from '#components/ui/choice.tsx';
import { Diff, type DiffRow } from '#components/ui/diff.tsx';
import { Result } from '#components/ui/result.tsx';
import type { ConflictDto } from '#lib/conflicts/schema.ts';
import type { PlanItem } from '#lib/imports/schema.ts';
import type { Do } from './picks.ts';
import { createConsequence, createWords, overrideConsequence, overrideWords, usedByWords } from './words.ts';

/** Both sides of one conflict, and the two ways on. */
export function ConflictOne({ item, onPick }: { item: PlanItem; onPick: (wanted: Do) => void }) {
  const { conflict } = item;
  if (!conflict) return null;
  return (
    <>
      <Diff rows={rowsOf(conflict)} />
      {conflict.overrideRefused === null ? (
        <Choice
          title={overrideWords}
          consequence={overrideConsequence(conflict)}
          data-first-focus
          onClick={() => onPick('override')}
        />
      ) : (
        <Result state="failed" title="Override refused" fix={conflict.overrideRefused} isLive={false} />
      )}
      <Choice title={createWords} consequence={createConsequence(item, conflict)} onClick={() => onPick('create')} />
    </>
  );
}

function rowsOf(conflict: ConflictDto): DiffRow[] {
  const compared = conflict.diff.map((row) => ({
    term: row.label,
    here: row.here,
    there: row.file,
    hasChanged: row.isChanged,
    mono: row.label === 'Identifier',
  }));
  return [...compared, { term: 'Used by', here: usedByWords(conflict), there: 'Nothing yet' }];
}
