import type { Metadata } from 'next';
import { CallbackGate } from '#components/connects/callback-gate.tsx';
import { viewCallback } from '#lib/connects/queries.ts';
import { currentUser } from '#lib/gate/session.ts';

export const metadata: Metadata = { title: 'Connect' };

interface CallbackPageProps {
  params: Promise<{ tenantId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * Where every provider of a tenant sends people back to. Opening it does nothing: what came with the address is used by the page, in
 * the browser session that began, so that no preview and no prefetch burns a code.
 */
export default async function CallbackPage({ params, searchParams }: CallbackPageProps) {
  const { tenantId } = await params;
  const { state: given } = await searchParams;
  const state = typeof given === 'string' ? given : null;
  const user = await currentUser();
  const view = user ? await viewCallback(user, { tenantId, state }) : { kind: 'unknown' as const };
  return <CallbackGate view={view} isSignedIn={user !== null} />;
}
