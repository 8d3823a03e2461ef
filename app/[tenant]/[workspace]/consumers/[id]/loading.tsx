import { Page } from '#components/shell/page.tsx';
import { BlockSkeleton, Waiting } from '#components/ui/skeleton.tsx';

export default function ConsumerLoading() {
  return (
    <Page narrow>
      <Waiting label="Loading the consumer">
        <div className="split">
          <div className="stack wide">
            <BlockSkeleton />
            <BlockSkeleton />
          </div>
          <BlockSkeleton />
        </div>
      </Waiting>
    </Page>
  );
}
