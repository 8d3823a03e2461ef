import { Page } from '#components/shell/page.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function OauthAppNotFound() {
  return (
    <Page narrow>
      <EmptyState
        title="There is no such OAuth app here"
        sentence="It was deleted, it belongs to another tenant, or it is not yours to see."
      />
    </Page>
  );
}
