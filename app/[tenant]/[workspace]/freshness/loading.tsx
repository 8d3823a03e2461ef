import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { RowSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function FreshnessLoading() {
  return (
    <Page>
      <PageHead title="Freshness" />
      <Waiting label="Loading what is due">
        <RowSkeletons count={8} columns={6} />
      </Waiting>
    </Page>
  );
}
