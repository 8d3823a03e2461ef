'use client';

/**
 * Browsers let go of the focus when what has it is taken out, or disabled for a while. Then the box holds it instead of
 * nobody, and a button that waited has it back as soon as it can be pressed again, unless the person went elsewhere.
 * Answers what ends this.
 */
export function keepFocus(box: HTMLElement): () => void {
  let last: HTMLElement | null = null;
  let isWaiting = false;
  const remember = ({ target }: FocusEvent) => {
    if (target === box || !(target instanceof HTMLElement)) return;
    last = target;
    isWaiting = false;
  };
  const look = () => {
    const at = document.activeElement;
    if (last === null || (at !== last && at !== box && at !== document.body)) return;
    const isDisabled = last.matches(':disabled');
    if (last.isConnected && isWaiting && !isDisabled) last.focus({ preventScroll: true });
    else if (at !== box && (isDisabled || !last.isConnected)) box.focus({ preventScroll: true });
    isWaiting = isDisabled;
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] });
  box.addEventListener('focusin', remember);
  return () => {
    observer.disconnect();
    box.removeEventListener('focusin', remember);
  };
}
