import type { ReactNode } from 'react';
import { PageHead, type Crumb } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { exactWords } from '#components/ui/time-words.ts';
import { isGoingOn } from '#lib/import-history/cache.ts';
import { verifiedMax, type ImportFacts, type ImportItemsPage } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ImportChecksPanel } from './checks-panel.tsx';
import { FileFacts } from './file-facts.tsx';
import type { ItemView } from './hrefs.ts';
import { ItemFilters } from './item-filters.tsx';
import { ItemPages } from './item-pages.tsx';
import { ItemTable } from './item-table.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { Stopped } from './stopped.tsx';
import { importedWords } from './words.ts';

interface ImportViewProps {
  scope: Scope;
  detail: ImportFacts;
  crumbs: readonly Crumb[];
  page: ImportItemsPage;
  view: ItemView;
  now: number;
  /** Whether it can be taken back. */
  undo: ReactNode;
}

/** One import: how far it is, or what came of it, whether it can be taken back, and each item. */
export function ImportView({ scope, detail, crumbs, page, view, now, undo }: ImportViewProps) {
  const { state } = detail;
  const isMany = detail.counts.created + detail.counts.overridden > verifiedMax;
  const isMoving = isGoingOn(detail);
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
          {isMoving ? <ProgressPanel scope={scope} detail={detail} /> : undo}
          {isMany && !isMoving && detail.undone === null && <ImportChecksPanel scope={scope} id={detail.id} />}
          {state !== 'applying' && <Items scope={scope} detail={detail} page={page} view={view} />}
        </div>
        <FileFacts detail={detail} now={now} />
      </div>
    </>
  );
}

function Items({ scope, detail, page, view }: Omit<ImportViewProps, 'crumbs' | 'now' | 'undo'>) {
  return (
    <>
      <ItemFilters scope={scope} detail={detail} filter={view.filter} />
      {page.items.length > 0 && (
        <Panel title="Items" flush>
          <ItemTable scope={scope} items={page.items} />
        </Panel>
      )}
      <ItemPages scope={scope} id={detail.id} view={view} next={page.next} />
    </>
  );
}
