import type { ReactNode } from 'react';
import type { AppForm } from '#lib/credentials/schema.ts';
import { AppTile } from './app-tile.tsx';

/** At the top of a form: which app it is for. */
export function AppHead({
  app,
  method,
  end,
}: {
  app: Pick<AppForm, 'name' | 'icon'>;
  method: string;
  end?: ReactNode;
}) {
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
