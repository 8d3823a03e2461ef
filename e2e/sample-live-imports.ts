import { createHash } from 'node:crypto';
import { transact } from '#db/client.ts';
import { liveImportRows, liveImports } from '#db/schema/live-imports.ts';
import { hourMs, minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { begunImport } from '#lib/live-imports/model.ts';

type Row = typeof liveImports.$inferInsert;
type Told = Pick<typeof liveImportRows.$inferInsert, 'outcome' | 'consumer' | 'connectionKey' | 'code' | 'message'>;

/** Nobody takes these up: they stand still for whoever looks. */
const heldMs = 10_000 * hourMs;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
export const sampleLiveId = (fileName: string): string => `imp_${digest(fileName).slice(0, 26)}`;

export type PlantedImport = Pick<Row, 'fileName' | 'state'> &
  Partial<Row> & { readonly told?: readonly (Told & { readonly line: number })[] };

/** An import of connections as it may be found. Its file is not here. */
export async function plantLiveImport(ctx: WorkspaceCtx, { told = [], ...given }: PlantedImport): Promise<string> {
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
  const id = given.id ?? sampleLiveId(`${ctx.workspaceId} ${given.fileName}`);
  await transact(async (tx, now) => {
    const { fileName } = given;
    await tx.insert(liveImports).values({
      ...begunImport(ctx, now, { id, fileName, fileBytes: 48_200, sha256: digest(fileName), total: 1_240 }),
      endedAt: given.state === 'running' ? null : now,
      leasedUntil: given.state === 'running' ? now + heldMs : null,
      generation: 1,
      ...given,
    });
    await tx.insertMany(
      liveImportRows,
      told.map((one) => ({ ...place, importId: id, credentialId: null, ...one })),
    );
  });
  return id;
}

const hubspot = (line: number, outcome: Told['outcome'], more: Partial<Told> = {}) => ({
  line,
  outcome,
  consumer: `customer-${1_000 + line}`,
  connectionKey: 'crm+hubspot',
  code: null,
  message: null,
  ...more,
});

const unknown = { code: 'CONNECTOR_UNKNOWN', message: 'There is no service copper here.', connectionKey: 'crm+copper' };
const cut = { code: 'INPUT_INVALID', message: 'This line is not JSON.', consumer: '', connectionKey: '' };
const lacking = {
  code: 'INPUT_INVALID',
  message: 'Missing property credentials.access_token.',
};
const untold = 'Nobody said how long this token lives, so it is refreshed first.';

const samples: readonly (PlantedImport & { readonly minutesAgo: number })[] = [
  { fileName: 'accounts-of-the-north.jsonl', state: 'running', minutesAgo: 1, done: 850, created: 839, refused: 11 },
  {
    fileName: 'crm-tokens.jsonl',
    state: 'done',
    minutesAgo: 190,
    total: 64,
    done: 64,
    created: 41,
    updated: 12,
    unchanged: 8,
    refused: 3,
    warned: 2,
    told: Array.from({ length: 64 }, (_, at) => at + 1).map((line) => {
      if (line === 9) return hubspot(line, 'refused', unknown);
      if (line === 17) return hubspot(line, 'refused', cut);
      if (line === 40) return hubspot(line, 'refused', lacking);
      if (line > 56) return hubspot(line, 'unchanged');
      if (line > 44) return hubspot(line, 'updated');
      return hubspot(line, 'created', line === 4 || line === 23 ? { message: untold } : {});
    }),
  },
  {
    fileName: 'old-portal.jsonl',
    state: 'stopped',
    minutesAgo: 26 * 60,
    done: 400,
    created: 400,
    because: 'Whoever began it may not go on: no member here any more, or a key that has ended.',
    startedByLabel: 'Order bridge',
    told: Array.from({ length: 40 }, (_, at) => hubspot(at + 1, 'created')),
  },
];

/** Files of connections in each of their states. */
export async function insertSampleLiveImports(ctx: WorkspaceCtx, now: number): Promise<void> {
  for (const { minutesAgo, ...sample } of samples) {
    const at = now - minutesAgo * minuteMs;
    const ended = sample.state === 'running' ? {} : { endedAt: at + 9_000 };
    await plantLiveImport(ctx, { id: sampleLiveId(sample.fileName), createdAt: at, ...ended, ...sample });
  }
}
