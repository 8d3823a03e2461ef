'use client';

import { useState } from 'react';
import { clsx } from 'clsx';

interface CopyButtonProps {
  text: string;
  name: string;
  /** Copying is what the dialog is for: a button with all its words in sight. */
  primary?: boolean;
  /** After it is on the clipboard. */
  onCopied?: () => void;
}

/** Copies what a machine reads, and says so where it was pressed. */
export function CopyButton({ text, name, primary, onCopied }: CopyButtonProps) {
  const [words, setWords] = useState('Copy');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => {
        setWords('Copied');
        onCopied?.();
      },
      () => setWords('Not copied'),
    );
  return (
    <button
      type="button"
      className={primary ? 'btn primary' : 'linkbtn'}
      onClick={() => void copy()}
      onBlur={() => setWords('Copy')}
    >
      <span aria-live="polite">
        {words} <span className={clsx(!primary && 'sr')}>{name}</span>
      </span>
    </button>
  );
}
