import { Page } from '#components/shell/page.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function ExportNotFound() {
  return (
    <Page narrow>
      <EmptyState
        title="There is no such export here"
        sentence="It belongs to another workspace, never was, or is not yours to see."
      />
    </Page>
  );
}
