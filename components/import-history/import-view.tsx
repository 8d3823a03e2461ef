import { PageHead, type Crumb } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { exactWords } from '#components/ui/time-words.ts';
import { verifiedMax, type ImportDetail, type ImportItemsPage } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ImportChecksPanel } from './checks-panel.tsx';
import { FileFacts } from './file-facts.tsx';
import { ItemPages } from './item-pages.tsx';
import { ItemTable } from './item-table.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { Stopped } from './stopped.tsx';
import { UndoPanel } from './undo-panel.tsx';
import { importedWords } from './words.ts';

interface ImportViewProps {
  scope: Scope;
  detail: ImportDetail;
  crumbs: readonly Crumb[];
  page: ImportItemsPage;
  /** Number of the last item of the page before. */
  after: number;
  now: number;
}

/** One import: how far it is, or what came of it, whether it can be taken back, and each item. */
export function ImportView({ scope, detail, crumbs, page, after, now }: ImportViewProps) {
  const { state } = detail;
  const isMany = detail.counts.created + detail.counts.overridden > verifiedMax;
  const isGoingOn = state === 'applying' || state === 'undoing';
  return (
    <>
      <PageHead
        title={detail.fileName}
        crumbs={crumbs}
        sentence={importedWords(detail, exactWords(detail.appliedAt, 'UTC'))}
      />
      <div className="split">
        <div className="stack wide">
          {state === 'stopped' && <Stopped detail={detail} />}
          {isGoingOn ? (
            <ProgressPanel scope={scope} detail={detail} />
          ) : (
            <UndoPanel scope={scope} detail={detail} now={now} />
          )}
          {isMany && !isGoingOn && detail.undone === null && <ImportChecksPanel scope={scope} id={detail.id} />}
          {state !== 'applying' && page.items.length > 0 && (
            <>
              <Panel title="Items" flush>
                <ItemTable scope={scope} items={page.items} />
              </Panel>
              <ItemPages scope={scope} id={detail.id} after={after} next={page.next} />
            </>
          )}
        </div>
        <FileFacts detail={detail} now={now} />
      </div>
    </>
  );
}
