'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import type { FileDto, ReadInput } from '#lib/files/schema.ts';
import type { ActionResult, Refusal } from '#lib/result.ts';
import { fileBytesMax, tooLargeText } from '#lib/uploads/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { problemOf } from './problem.ts';
import { sendFile } from './send-file.ts';
import { start, type ChosenFile, type Plan, type ReviewStage, type Stage } from './stage.ts';
import { useStaged } from './use-staged.ts';

/** A file with more in it than is shown at one look: the server keeps it, and it goes on elsewhere. */
export interface LargeFile {
  readonly kind: 'large';
  readonly file: FileDto;
}

/** Leads there, unless the signal has ended. What it answers is why it could not; null when it did. */
export type HandOver = (input: ReadInput, signal: AbortSignal) => Promise<Refusal | null>;

/** What is done with one kind of file: read it, show it as a review, store what was decided. */
export interface FileKind<P extends Plan, R extends ReviewStage, D> {
  readonly resourceType: FileDto['resourceType'];
  readonly read: (
    scope: Scope,
    input: ReadInput,
  ) => Promise<ActionResult<P | LargeFile | { readonly kind: 'passphrase'; readonly file: FileDto }>>;
  readonly apply: (scope: Scope, review: R) => Promise<ActionResult<D>>;
  readonly reviewOf: (uploadId: string, passphrase: string | null, plan: P) => R;
  /** After something changed meanwhile: the plan as it is now, with what was chosen and still fits. */
  readonly reviewAgain: (review: R, plan: P, refusal: Refusal) => R;
  /** What is missing before anything is stored; null when nothing is. */
  readonly lackOf: (review: R) => R['notice'];
}

export interface FileImport<R extends ReviewStage, D> {
  stage: Stage<R, D>;
  choose: (file: File) => void;
  refuse: (message: string) => void;
  unlock: (passphrase: string) => Promise<void>;
  /** Changes what is chosen; nothing leaves the page. */
  change: (change: Partial<R>) => void;
  apply: () => Promise<void>;
  /** Back to the first step; what was sent is discarded. */
  restart: () => void;
  /** False while it is being stored: that cannot be taken back, so one waits for the answer. */
  canLeave: boolean;
}

/** The way of one file from the disk to the vault. All of it lives in this dialog's memory and goes with it. */
export function useFileImport<P extends Plan, R extends ReviewStage, D>(
  scope: Scope,
  kind: FileKind<P, R, D>,
  handOver: HandOver = refuseLarge,
): FileImport<R, D> {
  const [stage, setStage] = useState<Stage<R, D>>(start);
  const staged = useStaged(scope);
  const send = useAction(sendFile);
  const read = useAction(kind.read);

  const fail = (file: ChosenFile | null, refusal: Pick<Refusal, 'code' | 'message'>) => {
    staged.begin();
    setStage({ at: 'upload', file, problem: problemOf(refusal, kind.resourceType) });
  };

  const open = async (uploadId: string, file: ChosenFile, passphrase: string | null, signal: AbortSignal) => {
    const result = await read(scope, { uploadId, passphrase });
    if (signal.aborted) return;
    if (!result.ok && result.code === 'IMP-204')
      setStage((now) => (now.at === 'unlock' ? { ...now, isBusy: false, error: result.message } : now));
    else if (!result.ok) fail(file, result);
    else if (result.value.kind === 'plan') setStage(kind.reviewOf(uploadId, passphrase, result.value));
    else if (result.value.kind === 'large') await keep({ uploadId, passphrase }, file, signal);
    else setStage({ at: 'unlock', uploadId, file: result.value.file, isBusy: false, error: null });
  };

  const keep = async (input: ReadInput, file: ChosenFile, signal: AbortSignal) => {
    // It is the plan's from now on: not discarded with this dialog, which goes when the plan's page comes.
    staged.hold(null);
    const refusal = await handOver(input, signal);
    if (refusal === null) return;
    staged.hold(input.uploadId);
    if (!signal.aborted) fail(file, refusal);
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

  const apply = useApply(scope, kind, { staged, setStage, fail });
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
      const lack = kind.lackOf(stage);
      if (lack) setStage({ ...stage, notice: lack });
      else await apply(stage);
    },
    restart: () => {
      staged.begin();
      setStage(start);
    },
    canLeave: !(stage.at === 'review' && stage.isApplying),
  };
}

const refuseLarge: HandOver = async () => ({
  ok: false,
  code: 'IMP-212',
  message: 'The file holds more than is imported at once.',
  detail: {},
});

interface Ways<R extends ReviewStage, D> {
  staged: ReturnType<typeof useStaged>;
  setStage: (stage: Stage<R, D>) => void;
  fail: (file: ChosenFile | null, refusal: Pick<Refusal, 'code' | 'message'>) => void;
}

/** Stores what was shown. When that is no longer what is there, the plan is shown anew and nothing was stored. */
function useApply<P extends Plan, R extends ReviewStage, D>(
  scope: Scope,
  kind: FileKind<P, R, D>,
  { staged, setStage, fail }: Ways<R, D>,
): (review: R) => Promise<void> {
  const router = useRouter();
  const read = useAction(kind.read);
  const apply = useAction(kind.apply);

  const readAgain = async (review: R, refusal: Refusal, signal: AbortSignal) => {
    const result = await read(scope, { uploadId: review.uploadId, passphrase: review.passphrase });
    if (signal.aborted) return;
    if (result.ok && result.value.kind === 'plan') setStage(kind.reviewAgain(review, result.value, refusal));
    else fail(null, result.ok ? { code: 'INTERNAL', message: 'The file has to be opened again.' } : result);
  };

  return async (review) => {
    setStage({ ...review, isApplying: true, notice: null });
    // Not discarded under the server's hands, even if this page goes meanwhile.
    staged.hold(null);
    const result = await apply(scope, review);
    if (result.ok) {
      setStage({ at: 'done', applied: result.value });
      return router.refresh();
    }
    if (result.code === 'IMP-303') router.refresh();
    else staged.hold(review.uploadId);
    if (result.code === 'IMP-302') return readAgain(review, result, staged.signal());
    setStage({ ...review, notice: { about: result.code === 'IMP-211' ? 'signer' : 'plan', text: result.message } });
  };
}
