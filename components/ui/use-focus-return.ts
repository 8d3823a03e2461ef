'use client';

import { useEffect, useState } from 'react';
import { isSomethingOpen } from './floating.ts';

/**
 * For a dialog that ends by being taken out: the focus that goes with it returns to where it came from. Left alone it may
 * go to what opened the dialog before this one.
 */
export function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (!isSomethingOpen() && before instanceof HTMLElement) before.focus();
      });
    },
    [before],
  );
}
