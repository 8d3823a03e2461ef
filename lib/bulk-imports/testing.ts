import { writeContainer } from '#lib/bson/write.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { wrapFileKey } from '#lib/exports/model.ts';
import { newId } from '#lib/ids.ts';
import { signingKeyOf } from '#lib/identities/queries.ts';
import { applyPlan } from '#lib/bulk-imports/commands.ts';
import { chooseForConflicts, startPlan } from '#lib/import-plans/commands.ts';
import { uploaded } from '#lib/imports/testing.ts';
import type { Choice } from '#lib/imports/schema.ts';
import { runImports } from '#lib/jobs/imports.ts';

export interface ItemText {
  readonly name: string;
  readonly identifier: string;
  readonly apiKey: string;
  readonly component?: string;
  readonly baseUrl?: string;
  readonly savedAt?: Date;
}

/** Item `i` of a file of many, from 1. */
export const manyth = (i: number): ItemText => ({
  name: `Store ${i}`,
  identifier: `store-${i}`,
  apiKey: `key-of-store-${i}`,
});

/** A sealed file of REST credentials that opens in this installation. */
export async function fileOf(from: WorkspaceCtx, items: readonly ItemText[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  const written = writeContainer({
    resourceType: 'credential',
    platformVersion: '1.0.0',
    exportId: newId('exp'),
    exportedAt: new Date(),
    origin: { tenantName: 'Northwind', workspaceName: 'Operations' },
    count: items.length,
    items: items.map(({ name, identifier, apiKey, component, baseUrl, savedAt }) => ({
      identifier,
      name,
      component: component ?? 'rest',
      authType: 'api_key',
      environment: 'production',
      settings: {
        baseUrl: baseUrl ?? 'https://api.example.com',
        placement: 'header',
        headerName: 'X-Key',
        testPath: '/me',
      },
      metadata: {},
      secret: { apiKey },
      audience: [`${new URL(baseUrl ?? 'https://api.example.com').origin}:443`],
      version: { id: `ver_${identifier}`, number: 1, savedAt: savedAt ?? new Date(1_700_000_000_000) },
    })),
    sealing: { kind: 'installation', wrap: wrapFileKey },
    signer: await signingKeyOf(from.tenantId),
  });
  for await (const part of written) parts.push(part);
  return Buffer.concat(parts);
}

/** Does what the engine program does, until nothing is due. */
export const runDue = (): Promise<number> => runImports(new AbortController().signal);

/** Reads a large file into a plan. */
export async function planned(ctx: WorkspaceCtx, bytes: Uint8Array): Promise<string> {
  const { id } = await startPlan(ctx, { uploadId: await uploaded(ctx, bytes), passphrase: null });
  await runDue();
  return id;
}

/** The whole way of a large file. */
export async function importedLarge(ctx: WorkspaceCtx, bytes: Uint8Array, forConflicts: Choice = 'create') {
  const id = await planned(ctx, bytes);
  await chooseForConflicts(ctx, { id, do: forConflicts });
  await applyPlan(ctx, { id, acceptSigner: true });
  await runDue();
  return id;
}

/** Ends after so many looks at it: one before each batch. */
export function endsAfter(batches: number): AbortSignal {
  const controller = new AbortController();
  let looks = 0;
  return new Proxy(controller.signal, {
    get(signal, key) {
      if (key === 'aborted' && ++looks > batches) controller.abort();
      const value: unknown = Reflect.get(signal, key);
      return typeof value === 'function' ? value.bind(signal) : value;
    },
  });
}
