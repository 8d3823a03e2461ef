'use client';

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

export const useImport = (scope: Scope): Import => useFileImport(scope, credentials);
