import { Page } from '#components/shell/page.tsx';
import { RowSkeletons, TitleLoading, Waiting } from '#components/ui/skeleton.tsx';

export default function ImportConnectionsLoading() {
  return (
    <Page narrow>
      <TitleLoading title="Import connections" isBelow />
      <Waiting label="Loading the imports">
        <RowSkeletons count={6} columns={4} />
      </Waiting>
    </Page>
  );
}
