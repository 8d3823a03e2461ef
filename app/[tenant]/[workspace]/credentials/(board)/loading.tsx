import { Page } from '#components/shell/page.tsx';
import {
  BarSkeleton,
  BlockSkeleton,
  CardSkeletons,
  GroupSkeleton,
  TitleLoading,
  Waiting,
} from '#components/ui/skeleton.tsx';

export default function BoardLoading() {
  return (
    <Page>
      <TitleLoading title="App Credentials" hasSentence={false} />
      <Waiting label="Loading credentials">
        <div className="stack loose">
          <BlockSkeleton tall />
          <div>
            <BarSkeleton />
            <GroupSkeleton />
            <CardSkeletons count={8} />
          </div>
        </div>
      </Waiting>
    </Page>
  );
}
