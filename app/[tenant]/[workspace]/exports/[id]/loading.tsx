import { Page } from '#components/shell/page.tsx';
import { BlockSkeleton, RowSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function ExportLoading() {
  return (
    <Page narrow>
      <Waiting label="Loading the export">
        <div className="stack loose">
          <BlockSkeleton />
          <RowSkeletons count={6} columns={3} />
        </div>
      </Waiting>
    </Page>
  );
}
