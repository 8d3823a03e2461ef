import type { Metadata } from 'next';
import { GatePage } from '#components/shell/gate-page.tsx';
import { Setup } from '#components/tenants/setup.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { minuteMs, systemClock } from '#lib/clock.ts';
import { findSetup, keyPlace } from '#lib/installation/queries.ts';

export const metadata: Metadata = { title: 'First run' };

export default async function SetupPage({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const { token } = await searchParams;
  const now = systemClock();
  const open = typeof token === 'string' ? await findSetup(token, now) : null;
  if (typeof token === 'string' && open) {
    return <Setup token={token} minutesLeft={Math.ceil((open.expiresAt - now) / minuteMs)} keyPlace={keyPlace()} />;
  }
  return (
    <GatePage
      title="This link has ended"
      sentence="It was used, or its 15 minutes are over. While the vault has no owner, a restart of the server prints a new one."
    >
      <ButtonLink href="/sign-in">Sign in</ButtonLink>
    </GatePage>
  );
}
