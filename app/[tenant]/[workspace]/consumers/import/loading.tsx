import { Page } from '#components/shell/page.tsx';
import { BlockSkeleton, RowSkeletons, TitleLoading, Waiting } from '#components/ui/skeleton.tsx';

export default function ImportConnectionsLoading() {
  return (
    <Page narrow>
      <TitleLoading title="Import connections" isBelow hasActions={false} />
      <Waiting label="Loading the imports">
        <div className="stack loose">
          <BlockSkeleton />
          <BlockSkeleton />
          <RowSkeletons count={6} columns={4} />
        </div>
      </Waiting>
    </Page>
  );
}
