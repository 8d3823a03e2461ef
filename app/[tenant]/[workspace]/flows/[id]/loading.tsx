import { Page } from '#components/shell/page.tsx';
import { BlockSkeleton, HeadSkeleton, Waiting } from '#components/ui/skeleton.tsx';

export default function FlowLoading() {
  return (
    <Page narrow>
      <Waiting label="Loading the flow">
        <HeadSkeleton />
        <div className="stack loose">
          <BlockSkeleton />
          <BlockSkeleton />
        </div>
      </Waiting>
    </Page>
  );
}
