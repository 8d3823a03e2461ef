'use client';

import { useEffect, useRef } from 'react';
import { parseAsString, useQueryState } from 'nuqs';

/** Stands in the address where the panel asks for an app. */
export const newStep = 'new';

/**
 * The step whose settings are open, in the address: `?step=`. The focus goes with it, into the panel, and back to the card
 * it was opened from when the panel closes.
 */
export function useOpenStep() {
  const [open, setOpen] = useQueryState('step', parseAsString.withOptions({ history: 'replace' }));
  const panel = useRef<HTMLElement>(null);
  const wanted = useRef<{ goTo: 'panel' | 'card'; stepId: string } | null>(null);
  // After every render: what is wanted is there only then.
  useEffect(() => {
    const { goTo, stepId } = wanted.current ?? {};
    wanted.current = null;
    if (goTo === 'panel' && !panel.current?.contains(document.activeElement)) panel.current?.focus();
    if (goTo === 'card') cardOf(stepId ?? '')?.focus();
  });
  return {
    open,
    panel,
    show: (stepId: string, takesFocus = true) => {
      if (stepId === open) panel.current?.focus();
      else if (takesFocus) wanted.current = { goTo: 'panel', stepId };
      void setOpen(stepId);
    },
    close: () => {
      if (open !== null) wanted.current = { goTo: 'card', stepId: open };
      void setOpen(null);
    },
  };
}

/** A card, or where there is none any more the button that adds one. */
const cardOf = (stepId: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-step="${CSS.escape(stepId)}"]`) ??
  document.querySelector<HTMLElement>('[data-add-step]');
