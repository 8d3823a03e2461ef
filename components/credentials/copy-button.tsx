'use client';

import { useState } from 'react';

/** Copies what a machine reads, and says so where it was pressed. */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const [words, setWords] = useState('Copy');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setWords('Copied'),
      () => setWords('Not copied'),
    );
  return (
    <button type="button" className="linkbtn" onClick={() => void copy()} onBlur={() => setWords('Copy')}>
      <span aria-live="polite">{words}</span>
      <span className="sr"> {name}</span>
    </button>
  );
}
