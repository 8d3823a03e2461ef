/** The file of the proof, and a place where part of it meets what is there. */
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { CredentialItem } from '#lib/bson/item.ts';
import { writeContainer } from '#lib/bson/write.ts';
import { wrapFileKey } from '#lib/exports/model.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { imported } from '#lib/import-history/testing.ts';
import { signingKey } from '#lib/installation/queries.ts';
import { platformVersion } from '#lib/version.ts';
import { sampleItem, sampleItems } from '../bench/items.ts';

/** Every so many items one meets a credential of its name, and one has an app nobody knows. */
const metEvery = 20;
const refusedEvery = 250;

const isMet = (n: number): boolean => n % metEvery === 0 && n % refusedEvery !== 0;

/** In the order of their numbers, from 1. */
export const fileItems = (count: number): CredentialItem[] =>
  Array.from(sampleItems(count), (item, index) =>
    (index + 1) % refusedEvery === 0 ? { ...item, component: 'nobody-knows' } : item,
  );

/** Sealed to this installation and signed by it, whom every tenant here takes without asking. */
export async function sealed(items: readonly CredentialItem[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  const container = writeContainer({
    resourceType: 'credential',
    platformVersion,
    exportId: newId('exp'),
    exportedAt: new Date(),
    origin: { tenantName: 'Contoso', workspaceName: 'Staging' },
    count: items.length,
    items,
    sealing: { kind: 'installation', wrap: wrapFileKey },
    signer: await signingKey(),
  });
  for await (const part of container) parts.push(part);
  return Buffer.concat(parts);
}

/** A tenant of its own, with credentials that items of the file will override. */
export async function placeFor(count: number): Promise<WorkspaceCtx> {
  const ctx = await testWorkspace();
  const met = Array.from({ length: count }, (_, index) => index + 1).filter(isMet);
  await imported(ctx, await sealed(met.map((n) => sampleItem(n, 'before'))), () => 'create');
  return ctx;
}
