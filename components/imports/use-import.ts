'use client';

import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { importHref } from '#components/shell/hrefs.ts';
import { discardPlan, startPlan } from '#lib/import-plans/actions.ts';
import { applyImport, readImport } from '#lib/imports/actions.ts';
import type { AppliedDto } from '#lib/imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { choicesOf } from './picks.ts';
import { lackOf, reviewAgain, reviewOf, type CredentialPlan, type Review } from './review.ts';
import { useFileImport, type FileImport, type FileKind } from './use-file-import.ts';

const credentials: FileKind<CredentialPlan, Review, AppliedDto> = {
  resourceType: 'credential',
  read: readImport,
  apply: (scope, { uploadId, passphrase, token, isSignerAccepted, items, picks }) =>
    applyImport(scope, {
      uploadId,
      passphrase,
      token,
      acceptSigner: isSignerAccepted,
      choices: choicesOf(items, picks),
    }),
  reviewOf,
  reviewAgain,
  lackOf,
};

export type Import = FileImport<Review, AppliedDto>;

/** A large file goes on as a plan, on a page of its own. */
export function useImport(scope: Scope): Import {
  const begin = useAction(startPlan);
  const router = useRouter();
  return useFileImport(scope, credentials, async (input, signal) => {
    const result = await begin(scope, input);
    if (!result.ok) return result;
    // Whoever has closed the dialog meanwhile wants no plan.
    if (signal.aborted) void discardPlan(scope, result.value);
    else router.push(importHref(scope, result.value.id));
    return null;
  });
}
