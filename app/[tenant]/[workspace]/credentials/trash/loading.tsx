import { Page } from '#components/shell/page.tsx';
import { RowSkeletons, TitleLoading, Waiting } from '#components/ui/skeleton.tsx';

export default function TrashLoading() {
  return (
    <Page>
      <TitleLoading title="Trash" isBelow hasActions={false} />
      <Waiting label="Loading the trash">
        <RowSkeletons count={6} columns={6} />
      </Waiting>
    </Page>
  );
}
