import type { Metadata } from 'next';
import { CallbackGate } from '#components/connects/callback-gate.tsx';
import { viewCallback } from '#lib/connects/queries.ts';
import { currentUser } from '#lib/gate/session.ts';

export const metadata: Metadata = { title: 'Connect' };

interface CallbackPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * Where every provider sends people back to. Opening it does nothing: what came with the address is used by the page, in
 * the browser session that began, so that no preview and no prefetch burns a code.
 */
export default async function CallbackPage({ searchParams }: CallbackPageProps) {
  const { state } = await searchParams;
  const user = await currentUser();
  const view = user ? await viewCallback(user, typeof state === 'string' ? state : null) : { kind: 'unknown' as const };
  return <CallbackGate view={view} isSignedIn={user !== null} />;
}
