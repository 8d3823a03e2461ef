import { Tile } from '#components/ui/tile.tsx';
import type { AppForm } from '#lib/credentials/schema.ts';
import type { ReactNode } from 'react';

/** An app's sign wherever its name stands beside it. */
export function AppTile({
  icon,
  name,
  size,
}: {
  icon: AppForm['icon'] | null;
  name: string;
  size?: 'sm' | 'md' | 'lg';
}) {
  const path = icon && 'path' in icon ? icon.path : undefined;
  const monogram = icon && 'monogram' in icon ? icon.monogram : name.charAt(0).toUpperCase() + name.charAt(1);
  return <Tile path={path} monogram={monogram} size={size} />;
}

/** At the top of a form: which app it is for. */
export function AppHead({ app, method, end }: { app: AppForm; method: string; end?: ReactNode }) {
  return (
    <div className="row">
      <AppTile icon={app.icon} name={app.name} />
      <div className="grow">
        <h3>{app.name}</h3>
        <div className="muted small">{method}</div>
      </div>
      {end}
    </div>
  );
}
