import { Page } from '#components/shell/page.tsx';
import { BlockSkeleton, Waiting } from '#components/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page narrow>
      <Waiting label="Loading the credential">
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
