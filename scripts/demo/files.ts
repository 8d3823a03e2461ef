import { mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serialize } from 'bson';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { streamExport } from '#lib/export-files/commands.ts';
import { startExport } from '#lib/exports/commands.ts';
import { lighthouseKeys } from './lighthouse-keys.ts';

/** Files to try the import with. */
export interface SampleFiles {
  readonly sealed: string;
  readonly passphrase: string;
  readonly plain: string;
}

interface SealedInput {
  /** Somebody who may export, with the password they are asked for again. */
  readonly ctx: WorkspaceCtx;
  readonly password: string;
  readonly ids: readonly string[];
  readonly passphrase: string;
}

export async function writeSamples(folder: string, sealed: SealedInput, origin: string): Promise<SampleFiles> {
  const { ctx, password, ids, passphrase } = sealed;
  const { id } = await startExport(ctx, {
    scope: 'selected',
    ids: [...ids],
    sealing: { kind: 'passphrase', passphrase },
    reason: 'Move to Northwind',
    password,
  });
  mkdirSync(folder, { mode: 0o700 });
  const paths = { sealed: join(folder, 'contoso.bson'), plain: join(folder, 'from-another-tool.bson') };
  await writeFile(paths.sealed, streamExport(ctx, id), { mode: 0o600 });
  writeFileSync(paths.plain, serialize(plainFile(origin)), { mode: 0o600 });
  return { ...paths, passphrase };
}

/** As other tools write it: neither sealed nor signed, and in words of their own. */
const plainFile = (origin: string) => ({
  resourceType: 'credential',
  credentials: [
    {
      label: 'Night desk',
      service: 'Lighthouse',
      type: 'api_key',
      environment: 'production',
      settings: { base_url: origin },
      api_key: lighthouseKeys.nightDesk.key,
    },
    { label: 'Old desk', service: 'Zephyr Tickets', type: 'api_key', api_key: 'demo-only' },
  ],
});
