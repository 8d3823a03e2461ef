import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { RowSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function ImportConnectionsLoading() {
  return (
    <Page narrow>
      <PageHead title="Import connections" />
      <Waiting label="Loading the imports">
        <RowSkeletons count={6} columns={4} />
      </Waiting>
    </Page>
  );
}
