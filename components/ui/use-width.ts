'use client';

import { useEffect, useState, type RefObject } from 'react';

/** The width an element really has, in px; `drawn` until it is measured. Plots are redrawn, their text never stretched. */
export function useWidth(box: RefObject<Element | null>, drawn: number): number {
  const [width, setWidth] = useState(drawn);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return width;
}
