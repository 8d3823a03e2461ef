'use client';

import { useRouter } from 'next/navigation';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { revokeKey } from '#lib/api-keys/actions.ts';
import type { KeyDto } from '#lib/api-keys/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { hintWords, tokenWords } from './words.ts';

interface RevokeKeyProps {
  scope: Scope;
  subject: KeyDto;
  onClose: () => void;
}

/** Asks by name. What was made with a key ends with it; a session has made nothing. */
export function RevokeKey({ scope, subject, onClose }: RevokeKeyProps) {
  const router = useRouter();
  const { add } = useToast();
  const revoke = useAction(revokeKey);
  const { id, kind, consumer } = subject;
  const name = tokenWords(subject);
  return (
    <DeedDialog
      title={`Revoke ${name}`}
      sentence={
        <>
          <span className="mono">{hintWords(subject)}</span> is refused from the next request on.{' '}
          {kind === 'key'
            ? 'So is everything that was made with it: keys, tokens and sessions of consumers. '
            : `It is of ${consumer ?? 'a consumer'}. `}
          It cannot be brought back.
        </>
      }
      confirm={`Revoke ${name}`}
      pending="Revoking…"
      isDangerous
      run={async () => {
        const result = await revoke(scope, { id });
        if (!result.ok) return result;
        add({ title: `Revoked ${name}.` });
        router.refresh();
        return null;
      }}
      onClose={onClose}
    />
  );
}
