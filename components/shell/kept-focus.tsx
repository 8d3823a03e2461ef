'use client';

import { useEffect } from 'react';
import { keepFocus } from '#components/ui/keep-focus.ts';
import { mainId } from './skip-link.tsx';

/** What goes from a page takes the focus with it to nowhere; with this the page itself has it then. */
export function KeptFocus() {
  useEffect(() => {
    const main = document.getElementById(mainId);
    return main ? keepFocus(main) : undefined;
  }, []);
  return null;
}
