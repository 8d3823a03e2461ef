import { AppError } from '#lib/errors.ts';
import { keyProvider, signingKey } from '#lib/installation/queries.ts';
import { fingerprint } from '#lib/vault/signing.ts';

const fileKeyContext = Buffer.from('keyhaven file key');

/** Names this installation in files that only it opens. */
export const ownInstallationId = async (): Promise<string> => fingerprint((await signingKey()).publicKey);

export async function wrapFileKey(fileKey: Buffer): Promise<{ installationId: string; wrapped: Buffer }> {
  const provider = await keyProvider();
  return { installationId: await ownInstallationId(), wrapped: await provider.wrap(fileKey, fileKeyContext) };
}

export async function unwrapFileKey(installationId: string, wrapped: Buffer): Promise<Buffer> {
  if (installationId !== (await ownInstallationId()))
    throw new AppError('IMP-205', 'The file is sealed to another installation and only opens there.');
  return (await keyProvider()).unwrap(wrapped, fileKeyContext);
}

/** `northwind-operations-2026-11-20.bson`: tenant, workspace and day; `what` is in it stands before the day. */
export function exportFileName(
  scope: { tenantSlug: string; workspaceSlug: string },
  now: number,
  what: string | null = null,
): string {
  const day = new Date(now).toISOString().slice(0, 10);
  return `${[scope.tenantSlug, scope.workspaceSlug, what, day].filter((part) => part !== null).join('-')}.bson`;
}
