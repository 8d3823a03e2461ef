import { AppTile } from '#components/credentials/app-tile.tsx';
import type { AppForm } from '#lib/credentials/schema.ts';
import type { Connection } from './vault-api.ts';

/** Signs of apps by their id. A service that is part of an app may have none of its own. */
export type Icons = Readonly<Record<string, AppForm['icon']>>;

interface AppSignProps {
  icons: Icons;
  connection: Connection;
}

export const AppSign = ({ icons, connection: { service_id, name } }: AppSignProps) => (
  <AppTile icon={icons[service_id] ?? null} name={name} />
);
