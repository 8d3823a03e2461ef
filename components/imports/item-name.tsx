import { Tile } from '#components/ui/tile.tsx';
import type { PlanItem } from '#lib/imports/schema.ts';

export function ItemName({ item, hasId }: { item: PlanItem; hasId?: boolean }) {
  const { icon } = item;
  return (
    <div className="row">
      {'path' in icon ? (
        <Tile size="sm" path={icon.path} monogram={item.componentName} />
      ) : (
        <Tile size="sm" monogram={icon.monogram} />
      )}
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
