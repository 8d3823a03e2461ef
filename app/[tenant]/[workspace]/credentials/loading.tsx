import { Page } from '#components/shell/page.tsx';
import { BlockSkeleton, CardSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page>
      <Waiting label="Loading credentials">
        <div className="stack loose">
          <BlockSkeleton />
          <CardSkeletons count={8} />
        </div>
      </Waiting>
    </Page>
  );
}
