import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { RowSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function ConsumersLoading() {
  return (
    <Page>
      <PageHead title="Consumers" />
      <Waiting label="Loading consumers">
        <RowSkeletons count={6} columns={4} />
      </Waiting>
    </Page>
  );
}
