'use client';

import { GatePage } from '#components/shell/gate-page.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';

/** The digest is in the log beside the cause; the cause itself stays there. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <GatePage
      title="This page could not be made"
      sentence={
        error.digest ? (
          <>
            Nothing was changed. The log has the cause under <code>{error.digest}</code>.
          </>
        ) : (
          'Nothing was changed.'
        )
      }
    >
      <div className="row">
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
        <ButtonLink href="/">To my workspace</ButtonLink>
      </div>
    </GatePage>
  );
}
