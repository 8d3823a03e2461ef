'use client';

import { useId, type FormEvent, type ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Note } from '#components/ui/note.tsx';
import { Result } from '#components/ui/result.tsx';
import { ShownOnce } from '#components/ui/shown-once.tsx';
import { StepBody } from '#components/ui/step-body.tsx';
import { exactWords } from '#components/ui/time-words.ts';
import { inviteDays, type InviteLink } from '#lib/invites/schema.ts';
import { roleInWords } from './words.ts';

interface LinkDialogProps {
  title: string;
  sentence: string;
  /** Null until it is made. */
  link: InviteLink | null;
  isBusy: boolean;
  refusal: string | undefined;
  onSubmit: (event: FormEvent) => void;
  onClose: () => void;
  /** Fields, where something is asked. */
  children?: ReactNode;
}

/** Asks, makes a link, and shows it: the only time it can be seen, as what is stored does not hold it. */
export function LinkDialog({ link, onClose, ...asked }: LinkDialogProps) {
  const form = useId();
  const { title, sentence, isBusy, refusal, onSubmit, children } = asked;
  const ask = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={form} variant="primary" disabled={isBusy}>
        {isBusy ? 'Making the link…' : 'Make the link'}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      keepOpenOutside={link !== null}
      title={link ? 'Send this link' : title}
      sentence={link ? `It lets ${link.email} in as ${roleInWords(link.role)}.` : sentence}
      consequence={link ? 'Shown this once.' : `The link works once, for ${inviteDays} days.`}
      actions={link ? <LinkActions link={link} onClose={onClose} /> : ask}
    >
      {link ? (
        <LinkShown link={link} />
      ) : (
        <form id={form} className="stack wide" method="post" noValidate onSubmit={onSubmit}>
          {refusal && <Result state="failed" title={refusal} />}
          {children}
        </form>
      )}
    </Dialog>
  );
}

const LinkActions = ({ link, onClose }: { link: InviteLink; onClose: () => void }) => (
  <>
    <Button onClick={onClose}>Done</Button>
    <CopyButton primary text={link.url} name="the link" />
  </>
);

const LinkShown = ({ link }: { link: InviteLink }) => (
  <StepBody>
    <ShownOnce
      label="Link"
      hint={`Works once, for ${inviteDays} days: until ${exactWords(link.expiresAt, 'UTC')} UTC.`}
      text={link.url}
    />
    <Note>No mail is sent. Send it yourself, in a way that only {link.email} reads.</Note>
  </StepBody>
);
