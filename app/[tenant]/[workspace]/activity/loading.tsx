import { Page } from '#components/shell/page.tsx';
import { BarSkeleton, RowSkeletons, TitleLoading, Waiting } from '#components/ui/skeleton.tsx';

export default function ActivityLoading() {
  return (
    <Page>
      <TitleLoading title="Activity" />
      <Waiting label="Loading the activity">
        <BarSkeleton />
        <RowSkeletons count={8} columns={5} />
      </Waiting>
    </Page>
  );
}
