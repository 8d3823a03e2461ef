'use client';

import { CopyButton } from '#components/credentials/copy-button.tsx';
import { StepBody } from '#components/imports/step-body.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Note } from '#components/ui/note.tsx';
import { exactWords } from '#components/ui/time-words.ts';
import { inviteDays, type InviteLink } from '#lib/invites/schema.ts';
import { roleInWords } from './words.ts';

/** The only time a link can be seen: what is stored does not hold it. */
export function LinkDialog({ link, onClose }: { link: InviteLink; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      keepOpenOutside
      title="Send this link"
      sentence={`It lets ${link.email} in as ${roleInWords(link.role)}.`}
      consequence="Shown this once."
      actions={
        <>
          <Button onClick={onClose}>Done</Button>
          <CopyButton primary text={link.url} name="the link" />
        </>
      }
    >
      <StepBody>
        <Field
          label="Link"
          hint={`Works once, for ${inviteDays} days: until ${exactWords(link.expiresAt, 'UTC')} UTC.`}
        >
          {(control) => (
            <Input
              {...control}
              mono
              readOnly
              data-first-focus
              value={link.url}
              onFocus={(event) => event.currentTarget.select()}
            />
          )}
        </Field>
        <Note>No mail is sent. Send it yourself, in a way that only {link.email} reads.</Note>
      </StepBody>
    </Dialog>
  );
}
