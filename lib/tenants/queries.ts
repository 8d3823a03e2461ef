import { findInstallation } from '#lib/installation/queries.ts';

/** Whether the first run is over: until then nobody can sign in. */
export async function hasOwner(): Promise<boolean> {
  const installation = await findInstallation();
  return installation !== null && installation.setupDoneAt !== null;
}
