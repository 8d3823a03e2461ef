'use client';

import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { CopyLines } from '#components/ui/copy-lines.tsx';
import { Result } from '#components/ui/result.tsx';
import { ShownOnce } from '#components/ui/shown-once.tsx';
import { StepBody } from '#components/ui/step-body.tsx';
import type { ApiDoor } from '#lib/api-keys/schema.ts';
import type { Leaving } from './use-leaving.ts';
import { exampleOf } from './words.ts';

interface KeyShownProps {
  token: string;
  door: ApiDoor;
  leaving: Leaving;
}

/** The only time a key can be seen: what is stored is its hash. */
export const KeyShown = ({ token, door, leaving }: KeyShownProps) => (
  <StepBody>
    <ShownOnce
      label="API key"
      hint="It is not shown again. Of a lost one, make another and revoke this one."
      text={token}
      onCopy={leaving.onCopied}
    />
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
    {leaving.isAsking && (
      <Result
        state="unverified"
        title="The key was not copied yet."
        fix="It is not shown again, and without a copy nobody can use it."
      />
    )}
  </StepBody>
);

export const KeyActions = ({ token, leaving }: Pick<KeyShownProps, 'token' | 'leaving'>) => (
  <>
    <Button onClick={leaving.leave}>{leaving.isAsking ? 'Close without it' : 'Done'}</Button>
    <CopyButton primary text={token} name="the key" onCopied={leaving.onCopied} />
  </>
);

interface CopyLineProps {
  label: string;
  name: string;
  text: string;
  hint: string;
}

const CopyLine = ({ label, name, text, hint }: CopyLineProps) => (
  <div className="field">
    <span className="label">{label}</span>
    <CopyLines lines={[{ text, name }]} />
    <p className="hint">{hint}</p>
  </div>
);
