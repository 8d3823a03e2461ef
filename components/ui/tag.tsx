import type { ReactNode } from 'react';

/** For environment and version, nothing else. */
export function Tag({ children }: { children: ReactNode }) {
  return <span className="tag">{children}</span>;
}
