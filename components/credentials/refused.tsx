import { Result } from '#components/ui/result.tsx';
import type { Refusal } from '#lib/result.ts';
import { FailedCheck } from './failed-check.tsx';
import { verificationOf } from './refusals.ts';

/** Why something was refused, and what to do about it where somebody knows. */
export function Refused({ refusal }: { refusal: Refusal }) {
  const verification = verificationOf(refusal);
  if (verification) return <FailedCheck verification={verification} />;
  const { fix } = refusal.detail;
  return (
    <Result
      state="failed"
      title={refusal.message}
      fix={typeof fix === 'string' ? fix : undefined}
      reference={refusal.code}
    />
  );
}
