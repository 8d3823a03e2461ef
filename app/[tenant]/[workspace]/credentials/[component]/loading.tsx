import { Page } from '#components/shell/page.tsx';
import { BarSkeleton, HeadSkeleton, RowSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page>
      <Waiting label="Loading credentials">
        <HeadSkeleton tile />
        <BarSkeleton />
        <RowSkeletons count={6} columns={6} />
      </Waiting>
    </Page>
  );
}
