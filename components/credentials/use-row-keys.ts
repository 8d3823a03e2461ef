'use client';

import { useRef, type KeyboardEvent } from 'react';
import { useKeys } from '#components/shell/keys.ts';
import type { Deeds, Subject } from './use-deeds.tsx';

interface RowKeysOptions {
  rows: readonly Subject[];
  deeds: Deeds;
  onChoose: (id: string) => void;
}

/** `J` `K` or arrows go through the rows, `X` chooses, `V` checks, `E` edits; `Enter` opens, as the name is a link. */
export function useRowKeys({ rows, deeds, onChoose }: RowKeysOptions) {
  const ref = useRef<HTMLDivElement>(null);
  const links = () => [...(ref.current?.querySelectorAll<HTMLElement>('tbody a.plain') ?? [])];
  const move = (step: number) => {
    const all = links();
    const here = all.findIndex((link) => link.closest('tr')?.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
    all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
  };
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
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || event.defaultPrevented || !(event.target instanceof HTMLElement)) return;
    if (!event.target.matches('tbody a, tbody input[type=checkbox]')) return;
    event.preventDefault();
    move(step);
  };
  return { ref, onKeyDown };
}
