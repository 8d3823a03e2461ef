import { Page } from '#components/shell/page.tsx';
import { BarSkeleton, BlockSkeleton, RowSkeletons, TitleLoading, Waiting } from '#components/ui/skeleton.tsx';

export default function FreshnessLoading() {
  return (
    <Page>
      <TitleLoading title="Freshness" isBelow hasActions={false} />
      <Waiting label="Loading what is due">
        <div className="stack loose">
          <BlockSkeleton tall />
          <div>
            <BarSkeleton />
            <RowSkeletons count={8} columns={7} />
          </div>
        </div>
      </Waiting>
    </Page>
  );
}
