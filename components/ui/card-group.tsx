'use client';

import type { KeyboardEvent, ReactNode } from 'react';
import { nextPlace, type Direction } from './card-moves.ts';

interface CardGroupProps {
  title: string;
  /** `12 apps`. */
  aside?: string;
  children: ReactNode;
}

const directionOf: Partial<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** Cards under a heading. Arrows move in two dimensions, over the groups of the page too. */
export function CardGroup({ title, aside, children }: CardGroupProps) {
  return (
    <section className="group">
      <h2>
        {title} {aside && <span>{aside}</span>}
      </h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of the links inside bubble here */}
      <ul className="cards" onKeyDown={move}>
        {children}
      </ul>
    </section>
  );
}

function move(event: KeyboardEvent): void {
  const direction = directionOf[event.key];
  const from = document.activeElement;
  if (!direction || !from?.matches('.card .name')) return;
  const names = [...document.querySelectorAll<HTMLElement>('.card .name')];
  const boxes = names.map((name) => (name.closest('.card') ?? name).getBoundingClientRect());
  const to = nextPlace(
    boxes,
    names.findIndex((name) => name === from),
    direction,
  );
  if (to === null) return;
  event.preventDefault();
  names[to]?.focus();
}
