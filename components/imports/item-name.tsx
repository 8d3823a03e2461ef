import { AppTile } from '#components/credentials/app-tile.tsx';
import type { PlanItem } from '#lib/imports/schema.ts';

export function ItemName({ item, hasId }: { item: PlanItem; hasId?: boolean }) {
  return (
    <div className="row">
      <AppTile icon={item.icon} name={item.componentName} size="sm" />
      <div className="grow">
        <b>{item.name}</b>
        <span className="sr">, {item.componentName}</span>
        {hasId && item.identifier !== null && (
          <span className="id" dir="ltr">
            {item.identifier}
          </span>
        )}
        {hasId && item.ignored.length > 0 && (
          <span className="muted small block">Not taken over: {item.ignored.join(', ')}</span>
        )}
      </div>
    </div>
  );
}
