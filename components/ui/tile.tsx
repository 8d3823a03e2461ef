import { clsx } from 'clsx';

interface TileProps {
  /** The path of an icon on a 24 × 24 ground, printed in ink. */
  path?: string;
  /** Two letters, where there is no icon. */
  monogram: string;
  size?: 'sm' | 'md' | 'lg';
}

/** An app's sign. Its name always stands beside it. */
export function Tile({ path, monogram, size = 'md' }: TileProps) {
  return (
    <span className={clsx('tile', size !== 'md' && size)} aria-hidden="true">
      {path ? (
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={path} />
        </svg>
      ) : (
        monogram.slice(0, 2)
      )}
    </span>
  );
}
