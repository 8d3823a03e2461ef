import { Page } from '#components/shell/page.tsx';
import { BlockSkeleton, RowSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function OauthAppsLoading() {
  return (
    <Page narrow>
      <Waiting label="Loading the OAuth apps">
        <div className="stack loose">
          <BlockSkeleton />
          <RowSkeletons count={4} columns={5} />
        </div>
      </Waiting>
    </Page>
  );
}
