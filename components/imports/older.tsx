import { State } from '#components/ui/state.tsx';
import type { ConflictDto } from '#lib/conflicts/schema.ts';
import { olderWords } from './words.ts';

/** Beside a conflict: the file was made before what is here. Overriding brings the old value back. */
export function Older({ conflict }: { conflict: ConflictDto | null }) {
  if (!conflict?.older) return null;
  return (
    <span className="block">
      <State state="expiring" className="older">
        {olderWords(conflict.older)}
      </State>
    </span>
  );
}
