import { Page } from '#components/shell/page.tsx';
import { BarSkeleton, RowSkeletons, TitleLoading, Waiting } from '#components/ui/skeleton.tsx';

export default function FlowsLoading() {
  return (
    <Page>
      <TitleLoading title="Flows" hasSentence={false} />
      <Waiting label="Loading flows">
        <BarSkeleton />
        <RowSkeletons count={6} columns={5} />
      </Waiting>
    </Page>
  );
}
