import { Result } from '#components/ui/result.tsx';
import type { VerificationDto } from '#lib/credentials/schema.ts';

/** What the app answered to a dry run that failed, and what to do about it. */
export function FailedCheck({ verification }: { verification: VerificationDto }) {
  const { message, fix, durationMs, code } = verification;
  return (
    <Result state="failed" title={message} fix={fix ?? undefined} durationMs={durationMs} code={code || undefined} />
  );
}
