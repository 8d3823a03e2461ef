import { Page } from '#components/shell/page.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function ConsumerNotFound() {
  return (
    <Page narrow>
      <EmptyState
        title="There is no such consumer here"
        sentence="They were deleted, belong to another workspace, or are not yours to see."
      />
    </Page>
  );
}
