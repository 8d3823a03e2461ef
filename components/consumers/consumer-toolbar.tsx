import { SearchField } from '#components/credentials/search-field.tsx';
import { amount } from '#components/ui/words.ts';

export const ConsumerToolbar = ({ total }: { total: number }) => (
  <div className="toolbar">
    <SearchField label="Search consumers" placeholder="Id, name or e-mail" />
    <span className="grow wide-only" />
    <span className="muted small wide-only">{amount(total, 'consumer')}</span>
  </div>
);
