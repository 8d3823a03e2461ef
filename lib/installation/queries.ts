import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { installation } from '#db/schema/installation.ts';
import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { deriveKey } from '#lib/vault/aead.ts';
import { openKeyProvider, type KeyProvider } from '#lib/vault/providers.ts';
import { setupTokenHash } from './model.ts';

export const installationId = 'installation';
export const signingKeyContext = Buffer.from('keyhaven signing key');

let opened: Promise<KeyProvider> | undefined;

/** The root key of this process: from KEYHAVEN_ROOT_KEY, else from the key file. */
export function keyProvider(): Promise<KeyProvider> {
  opened ??= openKeyProvider({ rootKey: env.rootKey, keyFile: env.keyFile }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

export async function findInstallation() {
  const [row] = await read().select().from(installation).where(eq(installation.id, installationId));
  return row ?? null;
}

export interface SigningKey {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

/** The Ed25519 key of this installation: names it, and signed its files before its tenants had keys of their own. */
export async function signingKey(): Promise<SigningKey> {
  const row = await findInstallation();
  if (!row) throw new AppError('INTERNAL', 'This database has not been set up.');
  const provider = await keyProvider();
  return {
    publicKey: row.signingPublicKey,
    privateKey: await provider.unwrap(row.signingPrivateKey, signingKeyContext),
  };
}

/** Signs the short-lived cookies of the sign-in library. The same on every machine that has the root key. */
export async function authSecret(): Promise<string> {
  const { privateKey } = await signingKey();
  return deriveKey(privateKey, 'sign-in cookies').toString('base64url');
}

/** The setup link, while nobody has used it and its time has not run out. */
export async function findSetup(token: string, now: number): Promise<{ expiresAt: number } | null> {
  const row = await findInstallation();
  if (!row || row.setupDoneAt !== null || row.setupTokenHash === null || row.setupExpiresAt === null) return null;
  if (row.setupTokenHash !== setupTokenHash(token) || row.setupExpiresAt <= now) return null;
  return { expiresAt: row.setupExpiresAt };
}

/** Where the root key is, in words for the person who must back it up. Null when it is not in a file. */
export function keyPlace(): string | null {
  if (env.rootKey || !existsSync(env.keyFile)) return null;
  const path = relative(env.rootDir, env.keyFile);
  return path.startsWith('..') ? env.keyFile : path;
}
