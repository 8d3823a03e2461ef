'use client';

import { useRef, type KeyboardEvent } from 'react';

/** Going through the rows of a table by their links: `J` `K` where the page binds them, arrows on a link or a box. */
export function useRowMoves() {
  const ref = useRef<HTMLDivElement>(null);
  const links = () => [...(ref.current?.querySelectorAll<HTMLElement>('tbody a.plain') ?? [])];
  const move = (step: number) => {
    const all = links();
    const here = all.findIndex((link) => link.closest('tr')?.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
    all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || event.defaultPrevented || !(event.target instanceof HTMLElement)) return;
    if (!event.target.matches('tbody a, tbody input[type=checkbox]')) return;
    event.preventDefault();
    move(step);
  };
  return { ref, move, onKeyDown };
}
