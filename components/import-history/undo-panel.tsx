import { Panel } from '#components/ui/panel.tsx';
import { dateWords, exactWords } from '#components/ui/time-words.ts';
import type { ImportDetail } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { BlockedTable } from './blocked-table.tsx';
import { UndoButton } from './undo-button.tsx';
import { leftWords, undoneWords, undoStanding, untilWords } from './words.ts';

interface UndoPanelProps {
  scope: Scope;
  detail: () => Promise<ImportDetail>;
  now: number;
}

/** Whether the import can be taken back, and by what not. */
export async function UndoPanel({ scope, detail: asked, now }: UndoPanelProps) {
  const detail = await asked();
  const { undone, counts, undoableUntil, blockers, isMoreBlocked } = detail;
  switch (undoStanding(detail, now)) {
    case 'undone':
      return (
        <Panel title="Undone">
          <p>
            {undone && `${exactWords(undone.at, 'UTC')} by ${undone.by}. `}
            {undone?.left
              ? leftWords(undone.left)
              : undoneWords({ trashed: counts.created, reverted: counts.overridden })}
          </p>
          {undone !== null && undone.left > 0 && (
            <p className="soft">Each says why in the list below. Everything else is as it was before the import.</p>
          )}
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
          {isMoreBlocked && <p className="body soft">And more that depend on it.</p>}
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
