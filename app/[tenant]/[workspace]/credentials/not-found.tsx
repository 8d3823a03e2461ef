import { Page } from '#components/shell/page.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function CredentialNotFound() {
  return (
    <Page narrow>
      <EmptyState
        title="This credential is not here"
        sentence="It was deleted, belongs to another workspace, or never was. Deleted ones wait in Trash for 30 days."
      />
    </Page>
  );
}
