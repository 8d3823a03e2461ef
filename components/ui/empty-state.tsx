import type { ReactNode } from 'react';

interface EmptyStateProps {
  title: string;
  sentence?: ReactNode;
  /** At most three: what happens next and how to begin. */
  steps?: readonly string[];
  footnote?: ReactNode;
}

/** Teaches; the page's own buttons are the way in, never a second pair here. */
export function EmptyState({ title, sentence, steps, footnote }: EmptyStateProps) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {sentence && <p className="soft">{sentence}</p>}
      {steps && (
        <ol>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {footnote && <p className="muted small">{footnote}</p>}
    </div>
  );
}
