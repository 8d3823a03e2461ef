import { Page } from '#components/shell/page.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function FlowNotFound() {
  return (
    <Page narrow>
      <EmptyState
        title="There is no such flow here"
        sentence="It was deleted, belongs to another workspace, or never was."
      />
    </Page>
  );
}
