'use client';

import { useSyncExternalStore } from 'react';

const narrow = '(max-width: 720px)';

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(narrow);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Below 720 px, where what is beside the page comes over it. The server writes the wide page. */
export const useNarrow = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => window.matchMedia(narrow).matches,
    () => false,
  );
