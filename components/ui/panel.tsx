import type { ReactNode } from 'react';

interface PanelProps {
  title?: ReactNode;
  /** At the end of the header: a sentence, a link, a button. */
  aside?: ReactNode;
  /** `flush` for what brings its own edges, a table. */
  flush?: boolean;
  children: ReactNode;
}

export function Panel({ title, aside, flush, children }: PanelProps) {
  return (
    <section className="panel">
      {title && (
        <header>
          <h2 className="grow">{title}</h2>
          {aside}
        </header>
      )}
      {flush ? children : <div className="body">{children}</div>}
    </section>
  );
}
