import { EmptyState } from '#components/ui/empty-state.tsx';

export function EmptyTrash() {
  return (
    <EmptyState
      title="Nothing is in Trash"
      sentence="A deleted credential waits here for 30 days with its secret still sealed, and can be restored until then."
    />
  );
}
