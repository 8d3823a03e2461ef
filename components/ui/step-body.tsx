'use client';

import { useEffect, useRef, type ReactNode } from 'react';

const first = '[data-first-focus], :is(input, select, textarea):not([type=file], [type=checkbox], :disabled)';

/** A step takes the place of the one whose button was just pressed: focus goes on with it, not back to the page. */
export function StepBody({ children }: { children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const target = body.current?.querySelector<HTMLElement>(first) ?? body.current;
    target?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="stack wide" ref={body} tabIndex={-1}>
      {children}
    </div>
  );
}
