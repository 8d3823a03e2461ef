import { Tile } from '#components/ui/tile.tsx';
import type { AppForm } from '#lib/credentials/schema.ts';

interface AppTileProps {
  icon: AppForm['icon'] | null;
  name: string;
  size?: 'sm' | 'md' | 'lg';
}

/** An app's sign wherever its name stands beside it. */
export function AppTile({ icon, name, size }: AppTileProps) {
  const path = icon && 'path' in icon ? icon.path : undefined;
  const monogram = icon && 'monogram' in icon ? icon.monogram : name.charAt(0).toUpperCase() + name.charAt(1);
  return <Tile path={path} monogram={monogram} size={size} />;
}
