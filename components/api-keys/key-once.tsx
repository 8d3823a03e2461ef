'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Result } from '#components/ui/result.tsx';
import { StepBody } from '#components/ui/step-body.tsx';
import type { ApiDoor, CreatedKeyDto } from '#lib/api-keys/schema.ts';
import { exampleOf } from './words.ts';

interface KeyOnceProps {
  made: CreatedKeyDto;
  door: ApiDoor;
  onClose: () => void;
}

/** The only time a key can be seen: what is stored is its hash. Whoever leaves without a copy is asked once. */
export function KeyOnce({ made: { key, token }, door, onClose }: KeyOnceProps) {
  const [isCopied, setCopied] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const leave = () => {
    if (isCopied || isLeaving) onClose();
    else setLeaving(true);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && leave()}
      keepOpenOutside
      title={`Keep ${key.name} safe`}
      sentence="Give it to the program it is for. Whoever has it may do what it may."
      consequence="Shown this once."
      actions={
        <>
          <Button onClick={leave}>{isLeaving && !isCopied ? 'Close without it' : 'Done'}</Button>
          <CopyButton primary text={token} name="the key" onCopied={() => setCopied(true)} />
        </>
      }
    >
      <StepBody>
        <Field label="API key" hint="It is not shown again. Of a lost one, make another and revoke this one.">
          {(control) => (
            <Input
              {...control}
              mono
              readOnly
              data-first-focus
              value={token}
              onFocus={(event) => event.currentTarget.select()}
              onCopy={() => setCopied(true)}
            />
          )}
        </Field>
        <CopyLine
          label="Try it"
          name="example"
          text={exampleOf(door)}
          hint="With the key in KEYHAVEN_KEY, so that it stays out of the history of your shell."
        />
        <CopyLine
          label="Workspace id"
          name="workspace id"
          text={door.workspaceId}
          hint="Clients of Apideck send it as their application id."
        />
        {isLeaving && !isCopied && (
          <Result
            state="unverified"
            title="The key was not copied yet."
            fix="Without a copy it is of no use to anybody: it is not shown again."
          />
        )}
      </StepBody>
    </Dialog>
  );
}

interface CopyLineProps {
  label: string;
  name: string;
  text: string;
  hint: string;
}

function CopyLine({ label, name, text, hint }: CopyLineProps) {
  return (
    <div className="field">
      <span className="label">{label}</span>
      <ul className="texts">
        <li>
          <code dir="ltr">{text}</code>
          <CopyButton text={text} name={name} />
        </li>
      </ul>
      <p className="hint">{hint}</p>
    </div>
  );
}
