import { and, desc, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { identityKeys } from '#db/schema/identities.ts';
import { authorise, type Ctx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { keyring } from '#lib/keys/queries.ts';
import { open } from '#lib/vault/seal.ts';
import { receivingKeyText } from '#lib/vault/x25519.ts';
import { privateKeyBinding } from './model.ts';
import type { IdentityDto, KeyHistory, KeyKind } from './schema.ts';

const columns = {
  version: identityKeys.version,
  fingerprint: identityKeys.fingerprint,
  createdAt: identityKeys.createdAt,
  createdBy: identityKeys.createdBy,
};

/** The keys of this tenant, as they may be shown. */
export async function getIdentity(ctx: Ctx): Promise<IdentityDto> {
  authorise(ctx, 'key.read');
  const [signing, receiving] = await Promise.all([
    historyOf(ctx.tenantId, 'signing'),
    historyOf(ctx.tenantId, 'receiving'),
  ]);
  // By that fingerprint: the current one may be another by now, and its text would stand beside it.
  const row = await findReceivingRow(ctx.tenantId, receiving.current.fingerprint);
  if (!row) throw noKeys();
  return { signing, receiving, receivingText: receivingKeyText(row.publicKey) };
}

async function historyOf(tenantId: string, kind: KeyKind): Promise<KeyHistory> {
  const [current, ...former] = await read()
    .select(columns)
    .from(identityKeys)
    .where(and(eq(identityKeys.tenantId, tenantId), eq(identityKeys.kind, kind)))
    .orderBy(desc(identityKeys.version));
  if (!current) throw noKeys();
  return { current, former };
}

interface OpenKeyPair {
  readonly publicKey: Buffer;
  /** PKCS#8 DER. */
  readonly privateKey: Buffer;
}

/** The Ed25519 key this tenant signs with now. */
export async function signingKeyOf(tenantId: string): Promise<OpenKeyPair> {
  const row = await currentRow(tenantId, 'signing');
  return { publicKey: row.publicKey, privateKey: await privateKey(row) };
}

/** The X25519 private key of this tenant with that fingerprint, current or former; null when it is not this tenant's. */
export async function receivingKeyOf(tenantId: string, fingerprint: string): Promise<Buffer | null> {
  const row = await findReceivingRow(tenantId, fingerprint);
  return row && privateKey(row);
}

/** Whether this tenant receives by it, or did. */
export const isOwnReceivingKey = async (tenantId: string, fingerprint: string): Promise<boolean> =>
  (await findReceivingRow(tenantId, fingerprint)) !== null;

async function findReceivingRow(tenantId: string, fingerprint: string) {
  const [row] = await read()
    .select(rowColumns)
    .from(identityKeys)
    .where(
      and(
        eq(identityKeys.tenantId, tenantId),
        eq(identityKeys.kind, 'receiving'),
        eq(identityKeys.fingerprint, fingerprint),
      ),
    );
  return row ?? null;
}

/** Whose signing key it is, of all tenants here, and whether they sign with it now. */
export async function ownerOf(publicKey: Buffer, fingerprint: string) {
  const [row] = await read()
    .select(rowColumns)
    .from(identityKeys)
    .where(and(eq(identityKeys.kind, 'signing'), eq(identityKeys.fingerprint, fingerprint)));
  if (!row?.publicKey.equals(publicKey)) return null;
  const current = await currentRow(row.tenantId, 'signing');
  return { tenantId: row.tenantId, isCurrent: current.version === row.version };
}

const rowColumns = {
  tenantId: identityKeys.tenantId,
  kind: identityKeys.kind,
  version: identityKeys.version,
  fingerprint: identityKeys.fingerprint,
  publicKey: identityKeys.publicKey,
  sealedPrivateKey: identityKeys.sealedPrivateKey,
};

export async function currentRow(tenantId: string, kind: KeyKind) {
  const [row] = await read()
    .select(rowColumns)
    .from(identityKeys)
    .where(and(eq(identityKeys.tenantId, tenantId), eq(identityKeys.kind, kind)))
    .orderBy(desc(identityKeys.version))
    .limit(1);
  if (!row) throw noKeys();
  return row;
}

const privateKey = async (row: { tenantId: string; kind: KeyKind; version: number; sealedPrivateKey: Buffer }) =>
  open(await keyring(), privateKeyBinding(row), row.sealedPrivateKey);

/** They are made with the tenant. */
const noKeys = (): AppError => new AppError('UNREADABLE', 'The keys of this tenant are not here.');
