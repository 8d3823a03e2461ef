export type Direction = 'up' | 'down' | 'left' | 'right';

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The card a press of an arrow leads to: the nearest whose middle lies that way, rows before columns. */
export function nextPlace(boxes: readonly Box[], from: number, direction: Direction): number | null {
  const here = boxes[from];
  if (!here) return null;
  let best: number | null = null;
  let least = Infinity;
  for (const [at, box] of boxes.entries()) {
    const across = middle(box.left, box.width) - middle(here.left, here.width);
    const along = middle(box.top, box.height) - middle(here.top, here.height);
    const [forward, aside] = turned(direction, across, along);
    const isInLine = direction === 'up' || direction === 'down' || Math.abs(aside) < here.height / 2;
    if (at === from || forward < 1 || !isInLine) continue;
    const distance = forward + Math.abs(aside) * 0.5;
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

const middle = (start: number, length: number): number => start + length / 2;

function turned(direction: Direction, across: number, along: number): [forward: number, aside: number] {
  if (direction === 'right') return [across, along];
  if (direction === 'left') return [-across, along];
  return direction === 'down' ? [along, across] : [-along, across];
}
