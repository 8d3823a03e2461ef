import { Page } from '#components/shell/page.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function WebhookNotFound() {
  return (
    <Page narrow>
      <EmptyState
        title="There is no such webhook here"
        sentence="It was deleted, it belongs to another workspace, or it is not yours to see."
      />
    </Page>
  );
}
