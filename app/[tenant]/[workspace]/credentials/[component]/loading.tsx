import { Page } from '#components/shell/page.tsx';
import { HeadSkeleton, RowSkeletons, Waiting } from '#components/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page>
      <Waiting label="Loading credentials">
        <HeadSkeleton tile />
        <span className="skel find" />
        <RowSkeletons count={6} columns={6} />
      </Waiting>
    </Page>
  );
}
