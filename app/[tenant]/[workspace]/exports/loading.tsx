import { Page } from '#components/shell/page.tsx';
import { BarSkeleton, RowSkeletons, TitleLoading, Waiting } from '#components/ui/skeleton.tsx';

export default function ExportsLoading() {
  return (
    <Page>
      <TitleLoading title="Exports" isBelow />
      <Waiting label="Loading the exports">
        <BarSkeleton />
        <RowSkeletons count={6} columns={6} />
      </Waiting>
    </Page>
  );
}
