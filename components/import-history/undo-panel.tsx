import { Panel } from '#components/ui/panel.tsx';
import { dateWords, exactWords } from '#components/ui/time-words.ts';
import type { ImportDetail } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { BlockedTable } from './blocked-table.tsx';
import { UndoButton } from './undo-button.tsx';
import { undoneWords, undoStanding, untilWords } from './words.ts';

interface UndoPanelProps {
  scope: Scope;
  detail: ImportDetail;
  now: number;
}

/** Whether the import can be taken back, and by what not. */
export function UndoPanel({ scope, detail, now }: UndoPanelProps) {
  const { undone, counts, undoableUntil, blockers } = detail;
  switch (undoStanding(detail, now)) {
    case 'undone':
      return (
        <Panel title="Undone">
          <p>
            {undone && `${exactWords(undone.at, 'UTC')} by ${undone.by}. `}
            {undoneWords({ trashed: counts.created, reverted: counts.overridden })}
          </p>
        </Panel>
      );
    case 'late':
      return (
        <Panel title="Undo">
          <p className="soft">
            The whole import could be undone until {dateWords(undoableUntil, 'UTC')}. Former values are among the
            versions of each credential.
          </p>
        </Panel>
      );
    case 'blocked':
      return (
        <Panel
          title="Undo"
          flush
          aside={<span className="muted small">Something newer depends on this import, so it stays.</span>}
        >
          <BlockedTable scope={scope} blockers={blockers} bare />
        </Panel>
      );
    default:
      return (
        <Panel title="Undo" aside={<UndoButton scope={scope} subject={detail} />}>
          <p className="soft">{untilWords(counts, undoableUntil)}</p>
        </Panel>
      );
  }
}
