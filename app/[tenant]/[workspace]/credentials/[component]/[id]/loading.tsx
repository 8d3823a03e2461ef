import { Page } from '#components/shell/page.tsx';
import { SplitLoading } from '#components/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page narrow>
      <SplitLoading label="Loading the credential" tile />
    </Page>
  );
}
