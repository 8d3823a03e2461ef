import { Button } from '#components/ui/button.tsx';
import { Result } from '#components/ui/result.tsx';
import type { Elsewhere } from './use-connect.ts';

/** While somebody signs in elsewhere. Nothing here knows whether that window is still there. */
export function Waiting({ elsewhere: { app, openAgain } }: { elsewhere: Elsewhere }) {
  return (
    <Result
      state="verifying"
      title={`Finish at ${app}, in the window that opened.`}
      fix="You come back here by yourself. Is the window gone? Nothing was stored; open it again."
      action={
        <Button small onClick={openAgain}>
          Open again
        </Button>
      }
    />
  );
}
