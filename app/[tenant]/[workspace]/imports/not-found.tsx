import { Page } from '#components/shell/page.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function ImportNotFound() {
  return (
    <Page narrow>
      <EmptyState
        title="There is no such import here"
        sentence="It belongs to another workspace, its plan was discarded, or it is not yours to see."
      />
    </Page>
  );
}
