import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { RowSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function ExportsLoading() {
  return (
    <Page>
      <PageHead title="Exports" />
      <Waiting label="Loading the exports">
        <RowSkeletons count={6} columns={6} />
      </Waiting>
    </Page>
  );
}
