'use client';

import { useState } from 'react';

export interface Leaving {
  /** Closes; of a key that was not copied it asks first. */
  readonly leave: () => void;
  readonly isAsking: boolean;
  readonly onCopied: () => void;
}

/** Whoever leaves something that is shown once, without a copy of it, is asked once. */
export function useLeaving(isShown: boolean, onClose: () => void): Leaving {
  const [isCopied, setCopied] = useState(false);
  const [wasAsked, setAsked] = useState(false);
  return {
    leave: () => {
      if (!isShown || isCopied || wasAsked) onClose();
      else setAsked(true);
    },
    isAsking: wasAsked && !isCopied,
    onCopied: () => setCopied(true),
  };
}
