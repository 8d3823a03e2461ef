import { CopyButton } from '#components/ui/copy-button.tsx';
import { Note } from '#components/ui/note.tsx';
import { ShownOnce } from '#components/ui/shown-once.tsx';
import { StepBody } from '#components/ui/step-body.tsx';
import { exactWords } from '#components/ui/time-words.ts';
import { Button } from '#components/ui/button.tsx';
import type { SecretDto } from '#lib/webhooks/schema.ts';

/** The only time it can be seen: what is stored is sealed, and nothing shows it again. */
export const SecretShown = ({ made }: { made: SecretDto }) => (
  <StepBody>
    <ShownOnce
      label="Signing secret"
      hint="The receiver verifies each message with it. It is not shown again; a lost one is rotated."
      text={made.secret}
    />
    {made.formerUntil !== null && (
      <Note>
        Messages carry a signature by the former secret too until {exactWords(made.formerUntil, 'UTC')} UTC, so that the
        receiver can change over in between.
      </Note>
    )}
  </StepBody>
);

export const SecretActions = ({ made, onClose }: { made: SecretDto; onClose: () => void }) => (
  <>
    <Button onClick={onClose}>Done</Button>
    <CopyButton primary text={made.secret} name="the secret" />
  </>
);
