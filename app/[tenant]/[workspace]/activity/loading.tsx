import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { RowSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function ActivityLoading() {
  return (
    <Page>
      <PageHead title="Activity" />
      <Waiting label="Loading the activity">
        <RowSkeletons count={8} columns={5} />
      </Waiting>
    </Page>
  );
}
