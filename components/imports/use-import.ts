'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { applyImport, readImport } from '#lib/imports/actions.ts';
import type { Refusal } from '#lib/result.ts';
import { fileBytesMax, tooLargeText } from '#lib/uploads/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { choicesOf } from './picks.ts';
import { problemOf } from './problem.ts';
import { sendFile } from './send-file.ts';
import { lackOf, reviewAgain, reviewOf, start, type ChosenFile, type Review, type Stage } from './stage.ts';
import { useStaged } from './use-staged.ts';

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
  /** False while it is being stored: that cannot be taken back, so one waits for the answer. */
  canLeave: boolean;
}

/** The way of one file from the disk to the vault. All of it lives in this dialog's memory and goes with it. */
export function useImport(scope: Scope): Import {
  const [stage, setStage] = useState<Stage>(start);
  const staged = useStaged(scope);
  const send = useAction(sendFile);
  const read = useAction(readImport);

  const fail = (file: ChosenFile | null, refusal: Pick<Refusal, 'code' | 'message'>) => {
    staged.begin();
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
    const signal = staged.begin();
    const file = { name: chosen.name, bytes: chosen.size };
    if (file.bytes > fileBytesMax) return fail(file, { code: 'IMP-103', message: tooLargeText });
    setStage({ at: 'sending', file, sent: 0 });
    const onSent = (sent: number) => setStage((now) => (now.at === 'sending' ? { ...now, sent } : now));
    const result = await send(scope, chosen, { signal, onSent });
    if (signal.aborted) return result.ok ? staged.discard(result.value.id) : undefined;
    if (!result.ok) return fail(file, result);
    staged.hold(result.value.id);
    await open(result.value.id, file, null, signal);
  };

  const apply = useApply(scope, { staged, setStage, fail });
  return {
    stage,
    choose: (file) => void choose(file),
    refuse: (message) => fail(null, { code: 'INPUT_INVALID', message }),
    unlock: async (passphrase) => {
      if (stage.at !== 'unlock' || stage.isBusy) return;
      setStage({ ...stage, isBusy: true, error: null });
      const file = { name: stage.file.fileName, bytes: stage.file.bytes };
      await open(stage.uploadId, file, passphrase, staged.signal());
    },
    change: (change) => setStage((now) => (now.at === 'review' ? { ...now, ...change } : now)),
    apply: async () => {
      if (stage.at !== 'review' || stage.isApplying) return;
      const lack = lackOf(stage);
      if (lack) setStage({ ...stage, view: { of: 'plan' }, notice: lack });
      else await apply(stage);
    },
    restart: () => {
      staged.begin();
      setStage(start);
    },
    canLeave: !(stage.at === 'review' && stage.isApplying),
  };
}

interface Ways {
  staged: ReturnType<typeof useStaged>;
  setStage: (stage: Stage) => void;
  fail: (file: ChosenFile | null, refusal: Pick<Refusal, 'code' | 'message'>) => void;
}

/** Stores what was shown. When that is no longer what is there, the plan is shown anew and nothing was stored. */
function useApply(scope: Scope, { staged, setStage, fail }: Ways): (review: Review) => Promise<void> {
  const router = useRouter();
  const read = useAction(readImport);
  const apply = useAction(applyImport);

  const readAgain = async (review: Review, message: string, signal: AbortSignal) => {
    const result = await read(scope, { uploadId: review.uploadId, passphrase: review.passphrase });
    if (signal.aborted) return;
    if (result.ok && result.value.kind === 'plan') setStage(reviewAgain(review, result.value, message));
    else fail(null, result.ok ? { code: 'INTERNAL', message: 'The file has to be opened again.' } : result);
  };

  return async (review) => {
    setStage({ ...review, isApplying: true, notice: null });
    // Not discarded under the server's hands, even if this page goes meanwhile.
    staged.hold(null);
    const result = await apply(scope, {
      uploadId: review.uploadId,
      passphrase: review.passphrase,
      token: review.token,
      acceptSigner: review.isSignerAccepted,
      choices: choicesOf(review.items, review.picks),
    });
    if (result.ok) {
      setStage({ at: 'done', applied: result.value });
      return router.refresh();
    }
    if (result.code === 'IMP-303') router.refresh();
    else staged.hold(review.uploadId);
    if (result.code === 'IMP-302') return readAgain(review, result.message, staged.signal());
    setStage({ ...review, notice: { about: result.code === 'IMP-211' ? 'signer' : 'plan', text: result.message } });
  };
}
