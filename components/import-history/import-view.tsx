import { Suspense } from 'react';
import { PageHead } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { BlockSkeleton } from '#components/ui/skeleton.tsx';
import { exactWords } from '#components/ui/time-words.ts';
import { isGoingOn } from '#lib/import-history/cache.ts';
import { verifiedMax, type ImportDetail, type ImportFacts, type ImportItemsPage } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ImportChecksPanel } from './checks-panel.tsx';
import { importCrumbs } from './crumbs.ts';
import { FileFacts } from './file-facts.tsx';
import type { ItemView } from './hrefs.ts';
import { ItemFilters } from './item-filters.tsx';
import { ItemPages } from './item-pages.tsx';
import { ItemTable } from './item-table.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { Stopped } from './stopped.tsx';
import { UndoPanel } from './undo-panel.tsx';
import { importedWords } from './words.ts';

interface ImportViewProps {
  scope: Scope;
  facts: ImportFacts;
  /** Whether it can be undone takes a while to find out: everything else need not wait for it. */
  detail: () => Promise<ImportDetail>;
  view: ItemView;
  page: ImportItemsPage;
  now: number;
}

/** One import: how far it is, or what came of it, whether it can be taken back, and each item. */
export function ImportView({ scope, facts, detail, view, page, now }: ImportViewProps) {
  const { state } = facts;
  const isMany = facts.counts.created + facts.counts.overridden > verifiedMax;
  const isMoving = isGoingOn(facts);
  return (
    <>
      <PageHead
        title={facts.fileName}
        crumbs={importCrumbs(scope)}
        sentence={importedWords(facts, exactWords(facts.appliedAt, 'UTC'))}
      />
      <div className="split">
        <div className="stack wide">
          {state === 'stopped' && <Stopped facts={facts} />}
          {isMoving ? (
            <ProgressPanel scope={scope} known={facts} />
          ) : (
            <Suspense fallback={<BlockSkeleton />}>
              <UndoPanel scope={scope} detail={detail} now={now} />
            </Suspense>
          )}
          {isMany && !isMoving && facts.undone === null && <ImportChecksPanel scope={scope} id={facts.id} />}
          {state !== 'applying' && <Items scope={scope} facts={facts} view={view} page={page} />}
        </div>
        <FileFacts facts={facts} now={now} />
      </div>
    </>
  );
}

function Items({ scope, facts, view, page }: Pick<ImportViewProps, 'scope' | 'facts' | 'view' | 'page'>) {
  return (
    <>
      <ItemFilters scope={scope} facts={facts} filter={view.filter} />
      {page.items.length > 0 && (
        <Panel title="Items" flush>
          <ItemTable scope={scope} items={page.items} />
        </Panel>
      )}
      <ItemPages scope={scope} id={facts.id} view={view} next={page.next} />
    </>
  );
}
