import { importCrumbs } from '#components/import-history/crumbs.ts';
import { itemsHref, type ItemView } from '#components/import-history/hrefs.ts';
import { Pager } from '#components/ui/pager.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import type { PlanDto, PlanFilter, PlanItemsPage } from '#lib/import-plans/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { DiscardButton } from './discard-button.tsx';
import { PlanFailed } from './plan-failed.tsx';
import { PlanFilters } from './plan-filters.tsx';
import { PlanItems } from './plan-items.tsx';
import { PlanReading } from './plan-reading.tsx';
import { PlanReview } from './plan-review.tsx';
import { fileSentence, noneWords } from './words.ts';

interface PlanViewProps {
  scope: Scope;
  plan: PlanDto;
  view: ItemView<PlanFilter>;
  /** Null while there are none to look at. */
  page: PlanItemsPage | null;
}

/** A large file that has not been imported yet: being read, waiting for a decision, or not to be read. */
export function PlanView({ scope, plan, view, page }: PlanViewProps) {
  const { run, file } = plan;
  if (run.state === 'due') return <PlanReading scope={scope} plan={plan} />;
  if (run.failure)
    return (
      <>
        <PageHead
          title={file.fileName}
          crumbs={importCrumbs(scope)}
          sentence={fileSentence(file)}
          actions={<DiscardButton scope={scope} id={plan.id} />}
        />
        <PlanFailed failure={run.failure} />
      </>
    );
  return (
    <PlanReview scope={scope} plan={plan}>
      <PlanFilters scope={scope} plan={plan} filter={view.filter} />
      {page && page.items.length > 0 ? (
        <PlanItems scope={scope} plan={plan} items={page.items} />
      ) : (
        <p className="soft">{noneWords[view.filter]}</p>
      )}
      <Pager
        label="Pages of items"
        start={view.after === 0 ? null : itemsHref(scope, plan.id, { ...view, after: 0 })}
        next={page?.next ? itemsHref(scope, plan.id, { ...view, after: page.next }) : null}
      />
    </PlanReview>
  );
}
