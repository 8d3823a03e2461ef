'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { rotateSecret } from '#lib/webhooks/actions.ts';
import { rotationHours, type EndpointDto, type SecretDto } from '#lib/webhooks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { SecretActions, SecretShown } from './secret-once.tsx';

interface RotateSecretProps {
  scope: Scope;
  endpoint: EndpointDto;
  onClose: () => void;
}

/** Asks, then shows the new one once. Open while it is mounted. */
export function RotateSecret({ scope, endpoint, onClose }: RotateSecretProps) {
  const router = useRouter();
  const rotate = useAction(rotateSecret);
  const [made, setMade] = useState<SecretDto | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const confirm = async () => {
    setBusy(true);
    const result = await rotate(scope, { id: endpoint.id });
    setBusy(false);
    if (!result.ok) return setRefusal(result.message);
    router.refresh();
    return setMade(result.value);
  };
  const ask = (
    <>
      <Button onClick={onClose} disabled={isBusy}>
        Cancel
      </Button>
      <Button variant="primary" onClick={() => void confirm()} disabled={isBusy}>
        {isBusy ? 'Rotating…' : 'Rotate'}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !isBusy && onClose()}
      keepOpenOutside={made !== null}
      size={made ? 'form' : 'confirm'}
      title={made ? 'Give this secret to the receiver' : 'Rotate the signing secret'}
      sentence={made ? undefined : afterwards[endpoint.form]}
      consequence={made ? 'Shown this once.' : undefined}
      actions={made ? <SecretActions made={made} onClose={onClose} /> : ask}
    >
      {made ? <SecretShown made={made} /> : refusal && <Result state="failed" title={refusal} />}
    </Dialog>
  );
}

const afterwards = {
  standard: `Messages are signed with both for ${rotationHours} hours, then with the new one alone.`,
  apideck:
    'This form has room for one signature: messages are signed with the new secret at once. What the receiver refuses meanwhile is sent again.',
};
