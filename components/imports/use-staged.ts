'use client';

import { useEffect, useRef } from 'react';
import { discardUpload } from '#lib/uploads/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface Staged {
  /** Lets go of the file before. The signal ends with the file it was made for: what comes back later is not looked at. */
  begin: () => AbortSignal;
  signal: () => AbortSignal;
  /** What is to be discarded when this file is let go; null once the server has taken it over. */
  hold: (uploadId: string | null) => void;
  /** For an upload that arrived after it was cancelled. */
  discard: (uploadId: string) => void;
}

/** The one file of a dialog, on its way or waiting on the server. It is let go with the dialog. */
export function useStaged(scope: Scope): Staged {
  const current = useRef(new AbortController());
  const held = useRef<string | null>(null);
  // A courtesy to the server, which forgets it in an hour anyway: nobody is asked to sign in for it.
  const discard = (uploadId: string) => void discardUpload(scope, { uploadId }).catch(() => undefined);
  const begin = () => {
    current.current.abort();
    current.current = new AbortController();
    if (held.current !== null) discard(held.current);
    held.current = null;
    return current.current.signal;
  };
  const latest = useRef(begin);
  useEffect(() => {
    latest.current = begin;
  });
  useEffect(() => () => void latest.current(), []);
  return {
    begin,
    signal: () => current.current.signal,
    hold: (uploadId) => {
      held.current = uploadId;
    },
    discard,
  };
}
