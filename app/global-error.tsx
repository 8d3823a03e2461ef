'use client';

import PageError from './error.tsx';
import '#components/ui/styles/index.css';

/** In place of the root layout, when that itself failed. */
export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Keyhaven</title>
        <PageError {...props} />
      </body>
    </html>
  );
}
