'use client';

import { useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { isSomethingOpen } from '#components/ui/floating.ts';
import { readStroke, type Stroke } from './strokes.ts';

/** `c`, `?`, `/`, `Escape`, two in a row (`g a`), or `mod+k` for Ctrl and ⌘. */
export type Bindings = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const storageKey = 'keyhaven.single-keys';
const changed = new EventTarget();

/** Single letters can be in the way of speech input: each person may switch them off on their machine. */
export const singleKeys = {
  areOn: (): boolean => localStorage.getItem(storageKey) !== 'off',
  turn: (on: boolean): void => {
    localStorage.setItem(storageKey, on ? 'on' : 'off');
    changed.dispatchEvent(new Event('change'));
  },
};

function subscribe(listener: () => void): () => void {
  changed.addEventListener('change', listener);
  window.addEventListener('storage', listener);
  return () => {
    changed.removeEventListener('change', listener);
    window.removeEventListener('storage', listener);
  };
}

export const useSingleKeys = (): boolean => useSyncExternalStore(subscribe, singleKeys.areOn, () => true);

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'));

/** Keys of a page. Letters do nothing inside a field, under a dialog or menu, or with a modifier; `mod+…` always works. */
export function useKeys(bindings: Bindings): void {
  const areSingleOn = useSingleKeys();
  const latest = useRef(bindings);
  // With the page itself, not a moment after it is seen: a key that is pressed then is heard.
  useLayoutEffect(() => {
    latest.current = bindings;
  });
  useLayoutEffect(() => {
    let before: Stroke | null = null;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const stroke = readStroke(event, before);
      before = stroke;
      if (!stroke) return;
      const isBlocked = isField(event.target) || isSomethingOpen() || !areSingleOn;
      if (isBlocked && !stroke.hasModifier) return;
      const act = latest.current[stroke.pair ?? ''] ?? latest.current[stroke.key];
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [areSingleOn]);
}
