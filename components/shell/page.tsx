import type { ReactNode } from 'react';
import { clsx } from 'clsx';
import { KeptFocus } from './kept-focus.tsx';
import { mainId } from './skip-link.tsx';

/** The one `<main>`. `narrow` for a single thing with panels beside it. */
export function Page({ narrow, children }: { narrow?: boolean; children: ReactNode }) {
  return (
    <main className={clsx('page', narrow && 'narrow')} id={mainId} tabIndex={-1}>
      {children}
      <KeptFocus />
    </main>
  );
}
