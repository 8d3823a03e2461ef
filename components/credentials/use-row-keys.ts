'use client';

import { useKeys } from '#components/shell/keys.ts';
import type { Deeds, Subject } from './use-deeds.tsx';
import { useRowMoves } from '#components/ui/use-row-moves.ts';

interface RowKeysOptions {
  rows: readonly Subject[];
  deeds: Deeds;
  onChoose: (id: string) => void;
}

/** `J` `K` or arrows go through the rows, `X` chooses, `V` checks, `E` edits; `Enter` opens, as the name is a link. */
export function useRowKeys({ rows, deeds, onChoose }: RowKeysOptions) {
  const { ref, move, onKeyDown } = useRowMoves();
  const withRow = (act: (row: Subject) => void) => () => {
    const id = document.activeElement?.closest<HTMLElement>('tr[data-id]')?.dataset['id'];
    const row = rows.find((one) => one.id === id);
    if (row) act(row);
  };
  const { may, verify, ask } = deeds;
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: withRow((row) => onChoose(row.id)),
    ...(may.verify && { v: withRow((row) => verify([row])) }),
    ...(may.edit && { e: withRow((row) => ask('edit', [row])) }),
  });
  return { ref, onKeyDown };
}
