import { Page } from '#components/shell/page.tsx';
import { RowSkeletons, TitleLoading, Waiting } from '#components/ui/skeleton.tsx';

export default function FreshnessLoading() {
  return (
    <Page>
      <TitleLoading title="Freshness" isBelow />
      <Waiting label="Loading what is due">
        <RowSkeletons count={8} columns={6} />
      </Waiting>
    </Page>
  );
}
