/** Once, when the web program starts and before it listens. */
export async function register(): Promise<void> {
  // A constant of the build, not a setting: Next also compiles this file for a runtime without sockets.
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { recordPeers } = await import('#lib/gate/peer.ts');
  recordPeers();
}
