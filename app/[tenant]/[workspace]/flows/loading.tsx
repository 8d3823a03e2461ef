import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { RowSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function FlowsLoading() {
  return (
    <Page>
      <PageHead title="Flows" />
      <Waiting label="Loading flows">
        <span className="skel find" />
        <RowSkeletons count={6} columns={5} />
      </Waiting>
    </Page>
  );
}
