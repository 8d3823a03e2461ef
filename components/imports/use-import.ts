'use client';

import { useRef, useState } from 'react';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { applyImport, discardImport, readImport } from '#lib/imports/actions.ts';
import type { Refusal } from '#lib/result.ts';
import { fileBytesMax } from '#lib/uploads/schema.ts';
import { choicesOf, countsOf } from './picks.ts';
import { problemOf } from './problem.ts';
import { sendFile, type Scope } from './send-file.ts';
import { reviewAgain, reviewOf, start, type ChosenFile, type Review, type Stage } from './stage.ts';

export interface Import {
  stage: Stage;
  choose: (file: File) => void;
  refuse: (message: string) => void;
  unlock: (passphrase: string) => Promise<void>;
  /** Changes what is chosen; nothing leaves the page. */
  change: (change: Partial<Review>) => void;
  apply: () => Promise<void>;
  /** Back to the first step; what was sent is discarded. */
  restart: () => void;
  /** Stops what is on its way and discards what was sent. False while it is being stored: that cannot be taken back. */
  leave: () => boolean;
}

const tooLarge = `The file is larger than ${fileBytesMax / 1024 / 1024} MB. Export fewer credentials at once.`;

/** The way of one file from the disk to the vault. All of it lives in this dialog's memory. */
export function useImport(scope: Scope): Import {
  const router = useRouter();
  const [stage, setStage] = useState<Stage>(start);
  /** Ends with the file it was made for: what comes back later is not looked at. */
  const current = useRef(new AbortController());
  const uploaded = useRef<string | null>(null);
  const send = useAction(sendFile);
  const read = useAction(readImport);
  const apply = useAction(applyImport);

  const drop = () => {
    current.current.abort();
    current.current = new AbortController();
    // A courtesy to the server, which forgets it in an hour anyway: nobody is asked to sign in for it.
    if (uploaded.current !== null) void discardImport(scope, { uploadId: uploaded.current }).catch(() => undefined);
    uploaded.current = null;
  };
  const fail = (file: ChosenFile | null, refusal: Pick<Refusal, 'code' | 'message'>) => {
    drop();
    setStage({ at: 'upload', file, problem: problemOf(refusal) });
  };

  const open = async (uploadId: string, file: ChosenFile, passphrase: string | null, signal: AbortSignal) => {
    const result = await read(scope, { uploadId, passphrase });
    if (signal.aborted) return;
    if (!result.ok && result.code === 'IMP-204')
      setStage((now) => (now.at === 'unlock' ? { ...now, isBusy: false, error: result.message } : now));
    else if (!result.ok) fail(file, result);
    else if (result.value.kind === 'plan') setStage(reviewOf(uploadId, passphrase, result.value));
    else setStage({ at: 'unlock', uploadId, file: result.value.file, isBusy: false, error: null });
  };

  const choose = async (chosen: File) => {
    drop();
    const { signal } = current.current;
    const file = { name: chosen.name, bytes: chosen.size };
    if (file.bytes > fileBytesMax) return fail(file, { code: 'IMP-103', message: tooLarge });
    setStage({ at: 'sending', file, sent: 0 });
    const onSent = (sent: number) => setStage((now) => (now.at === 'sending' ? { ...now, sent } : now));
    const result = await send(scope, chosen, { signal, onSent });
    if (signal.aborted) {
      if (result.ok) void discardImport(scope, { uploadId: result.value.id }).catch(() => undefined);
      return;
    }
    if (!result.ok) return fail(file, result);
    uploaded.current = result.value.id;
    await open(result.value.id, file, null, signal);
  };

  const readAgain = async (review: Review, message: string, signal: AbortSignal) => {
    const result = await read(scope, { uploadId: review.uploadId, passphrase: review.passphrase });
    if (signal.aborted) return;
    if (result.ok && result.value.kind === 'plan') setStage(reviewAgain(review, result.value, message));
    else fail(null, result.ok ? { code: 'INTERNAL', message: 'The file has to be opened again.' } : result);
  };

  const store = async (review: Review) => {
    const { signal } = current.current;
    setStage({ ...review, isApplying: true, notice: null });
    const result = await apply(scope, {
      uploadId: review.uploadId,
      passphrase: review.passphrase,
      token: review.token,
      acceptSigner: review.isSignerAccepted,
      choices: choicesOf(review.items, review.picks),
    });
    if (result.ok) {
      uploaded.current = null;
      setStage({ at: 'done', applied: result.value });
      router.refresh();
    } else if (result.code === 'IMP-302') await readAgain(review, result.message, signal);
    else {
      if (result.code === 'IMP-303') router.refresh();
      setStage({ ...review, notice: noticeOf(result) });
    }
  };

  return {
    stage,
    choose: (file) => void choose(file),
    refuse: (message) => setStage({ at: 'upload', file: null, problem: problemOf({ code: 'INPUT_INVALID', message }) }),
    unlock: async (passphrase) => {
      if (stage.at !== 'unlock' || stage.isBusy) return;
      setStage({ ...stage, isBusy: true, error: null });
      const file = { name: stage.file.fileName, bytes: stage.file.bytes };
      await open(stage.uploadId, file, passphrase, current.current.signal);
    },
    change: (change) => setStage((now) => (now.at === 'review' ? { ...now, ...change } : now)),
    apply: async () => {
      if (stage.at !== 'review' || stage.isApplying) return;
      const lack = lackOf(stage);
      if (lack) setStage({ ...stage, view: { of: 'plan' }, notice: lack });
      else await store(stage);
    },
    restart: () => {
      drop();
      setStage(start);
    },
    leave: () => {
      if (stage.at === 'review' && stage.isApplying) return false;
      drop();
      return true;
    },
  };
}

function noticeOf({ code, message }: Refusal): Review['notice'] {
  return { about: code === 'IMP-211' ? 'signer' : 'plan', text: message };
}

/** What is missing before anything can be created. */
function lackOf(review: Review): Review['notice'] {
  if (review.file.signer?.standing === 'unknown' && !review.isSignerAccepted)
    return { about: 'signer', text: 'Confirm who signed this file first.' };
  const { create, override } = countsOf(review.items, review.picks);
  return create + override === 0 ? { about: 'plan', text: 'Choose at least one credential.' } : null;
}
