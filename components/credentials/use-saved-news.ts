'use client';

import { useCallback } from 'react';
import { useRouter } from 'next/navigation';
import { useToast } from '#components/ui/toast.tsx';
import type { SavedDto, VerificationDto } from '#lib/credentials/schema.ts';

/** `Connected as orders_sync to orders.`, or whatever a dry run that did not fail came to. */
export function passedWords({ outcome, account, message }: VerificationDto): string {
  if (outcome !== 'passed' || account === null) return message;
  return `Connected as ${account}.`;
}

/** After a save: says what was kept and tidied, and has the page show it. */
export function useSavedNews(): (saved: SavedDto) => void {
  const { add } = useToast();
  const router = useRouter();
  return useCallback(
    (saved) => {
      const outcome = saved.verification ? [passedWords(saved.verification)] : [];
      add({ title: `Saved ${saved.name}`, text: [...outcome, ...saved.notices].join(' ') });
      router.refresh();
    },
    [add, router],
  );
}
