import { Page } from '#components/shell/page.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function LiveImportNotFound() {
  return (
    <Page narrow>
      <EmptyState
        title="There is no such import here"
        sentence="It belongs to another workspace, it was longer ago than 30 days, or it is not yours to see."
      />
    </Page>
  );
}
