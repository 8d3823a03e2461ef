import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { RowSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function ImportsLoading() {
  return (
    <Page>
      <PageHead title="Imports" />
      <Waiting label="Loading the imports">
        <RowSkeletons count={6} columns={6} />
      </Waiting>
    </Page>
  );
}
