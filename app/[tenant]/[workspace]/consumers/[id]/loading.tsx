import { Page } from '#components/shell/page.tsx';
import { SplitLoading } from '#components/ui/skeleton.tsx';

export default function ConsumerLoading() {
  return (
    <Page narrow>
      <SplitLoading label="Loading the consumer" />
    </Page>
  );
}
