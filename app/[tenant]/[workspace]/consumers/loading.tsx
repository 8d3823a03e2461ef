import { Page } from '#components/shell/page.tsx';
import { BarSkeleton, RowSkeletons, TitleLoading, Waiting } from '#components/ui/skeleton.tsx';

export default function ConsumersLoading() {
  return (
    <Page>
      <TitleLoading title="Consumers" hasSentence={false} />
      <Waiting label="Loading consumers">
        <BarSkeleton />
        <RowSkeletons count={6} columns={4} />
      </Waiting>
    </Page>
  );
}
