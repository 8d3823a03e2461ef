import { Page } from '#components/shell/page.tsx';
import { BarSkeleton, RowSkeletons, TitleLoading, Waiting } from '#components/ui/skeleton.tsx';

export default function ImportsLoading() {
  return (
    <Page>
      <TitleLoading title="Imports" isBelow />
      <Waiting label="Loading the imports">
        <BarSkeleton />
        <RowSkeletons count={6} columns={6} />
      </Waiting>
    </Page>
  );
}
