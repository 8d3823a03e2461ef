'use client';

import { useState } from 'react';
import { useAction } from '#components/session/session-gate.tsx';
import { checkCredential } from '#lib/checks/actions.ts';
import type { VerificationDto } from '#lib/credentials/schema.ts';
import { chooseCredential } from '#lib/steps/actions.ts';
import type { Choice } from '#lib/steps/schema.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { FlowEditor } from './use-flow.ts';

export type Choosing =
  | { readonly kind: 'idle' }
  | { readonly kind: 'checking'; readonly name: string }
  | { readonly kind: 'failed'; readonly id: string; readonly name: string; readonly verification: VerificationDto }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const idle: Choosing = { kind: 'idle' };

/** A credential for a step. One that was never checked is checked first, and chosen only if it works. */
export function useChoose(scope: Scope, editor: FlowEditor, stepId: string) {
  const [choosing, setChoosing] = useState<Choosing>(idle);
  const check = useAction(checkCredential);
  const put = useAction(chooseCredential);
  const set = async (credentialId: string | null) => {
    const result = await editor.change((seen) => put(scope, { ...seen, stepId, credentialId }));
    setChoosing(result.ok ? idle : { kind: 'refused', refusal: result });
  };
  const choose = async ({ id, name, needsCheck }: Choice) => {
    if (!needsCheck) return set(id);
    setChoosing({ kind: 'checking', name });
    const result = await check(scope, { id });
    if (!result.ok) return setChoosing({ kind: 'refused', refusal: result });
    const { verification } = result.value;
    if (verification?.outcome === 'failed') return setChoosing({ kind: 'failed', id, name, verification });
    return set(id);
  };
  return { choosing, choose, takeAway: () => set(null), forget: () => setChoosing(idle) };
}
