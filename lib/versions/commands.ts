import type { Tx } from '#db/client.ts';
import { credentialVersions, type Settings } from '#db/schema/credentials.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import { seal } from '#lib/vault/seal.ts';
import { bindingOf, encodeSecret, type Secret } from './model.ts';

export type VersionReason = typeof credentialVersions.$inferSelect.reason;

export interface NewVersion {
  readonly credentialId: string;
  readonly number: number;
  readonly secret: Secret;
  readonly settings: Settings;
  readonly audience: readonly string[];
  readonly reason: VersionReason;
  /** Of a version that came in a file: its own id and time. */
  readonly origin?: { readonly id: string; readonly savedAt: number };
}

/** Seals a secret before the transaction; the result inserts it inside. */
export async function prepareVersion(
  ctx: WorkspaceCtx,
  version: NewVersion,
): Promise<(tx: Tx, now: number) => Promise<void>> {
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, ...pick(version) };
  const sealed = await seal(await keyring(), bindingOf(place), encodeSecret(version.secret));
  return async (tx, now) => {
    await tx.insert(credentialVersions).values({
      ...place,
      audience: [...version.audience],
      settings: version.settings,
      secretFields: Object.keys(version.secret).toSorted(),
      versionId: version.origin?.id ?? newId('ver', now),
      sealed,
      savedAt: version.origin?.savedAt ?? now,
      savedBy: ctx.actor.id,
      savedByLabel: ctx.actor.label,
      reason: version.reason,
    });
  };
}

const pick = (version: NewVersion) => ({
  credentialId: version.credentialId,
  number: version.number,
  audience: version.audience,
});
