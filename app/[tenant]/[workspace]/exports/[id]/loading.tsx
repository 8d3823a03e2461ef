import { Page } from '#components/shell/page.tsx';
import { DetailLoading } from '#components/ui/skeleton.tsx';

export default function ExportLoading() {
  return (
    <Page narrow>
      <DetailLoading label="Loading the export" />
    </Page>
  );
}
