'use client';

import { useTransition } from 'react';
import { debounce, useQueryStates } from 'nuqs';
import { SearchBox } from '#components/ui/search-box.tsx';
import { listParsers } from './filters.ts';

/** Typed words go into the address a moment after the last key; the page answers from the server. */
export function SearchField({ label, placeholder }: { label: string; placeholder: string }) {
  const [isPending, startTransition] = useTransition();
  const [{ q }, set] = useQueryStates(
    { q: listParsers.q, after: listParsers.after },
    { shallow: false, startTransition, limitUrlUpdates: debounce(150) },
  );
  return (
    <SearchBox
      label={label}
      placeholder={placeholder}
      hotkey="/"
      value={q}
      aria-busy={isPending}
      maxLength={200}
      onChange={(event) => void set({ q: event.currentTarget.value, after: null })}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && q !== '') void set({ q: null, after: null });
      }}
    />
  );
}
