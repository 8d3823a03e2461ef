'use client';

import { Page } from '#components/shell/page.tsx';
import { Button } from '#components/ui/button.tsx';
import { Result } from '#components/ui/result.tsx';

/** The digest is in the log beside the cause; the cause itself stays there. */
export default function CredentialsError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Page narrow>
      <Result
        state="failed"
        title="This page could not be made."
        fix={
          error.digest ? `Nothing was changed. The log has the cause under ${error.digest}.` : 'Nothing was changed.'
        }
        action={
          <Button small onClick={reset}>
            Try again
          </Button>
        }
      />
    </Page>
  );
}
