import { Page } from '#components/shell/page.tsx';
import { DetailLoading } from '#components/ui/skeleton.tsx';

export default function LiveImportLoading() {
  return (
    <Page narrow>
      <DetailLoading label="Loading the import" />
    </Page>
  );
}
