import { Page } from '#components/shell/page.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function CredentialNotFound() {
  return (
    <Page narrow>
      <EmptyState
        title="There is no such credential or app here"
        sentence="It was deleted, belongs to another workspace, or never was. Deleted credentials wait in Trash for 30 days."
      />
    </Page>
  );
}
