'use client';

import type { ReactNode } from 'react';
import { useRowMoves } from '#components/ui/use-row-moves.ts';
import { useKeys } from './keys.ts';

/** A table whose rows are gone through by `J` and `K`, and by arrows from a link inside. */
export function RowMoves({ children }: { children: ReactNode }) {
  const { ref, move, onKeyDown } = useRowMoves();
  useKeys({ j: () => move(1), k: () => move(-1) });
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the links inside bubble here
    <div ref={ref} onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}
