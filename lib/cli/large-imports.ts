import { z } from 'zod';
import type { Client } from './client.ts';
import { CliError, exits, type Exit } from './exit.ts';
import { sentFile, signedBy } from './files.ts';
import type { Output } from './output.ts';
import { untilEnded } from './waiting.ts';

/** More items than are imported at once: the server reads them into a plan, and stores them, by itself. */
export interface LargeImport {
  readonly uploadId: string;
  readonly passphrase: string | null;
  readonly onConflict: string;
  readonly acceptSigner?: boolean;
  readonly yes?: boolean;
}

const started = z.object({ id: z.string() });

const run = z.object({
  state: z.enum(['due', 'ready', 'failed']),
  done: z.number(),
  total: z.number(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
});

const plan = z.object({
  run,
  file: sentFile.extend({ count: z.number() }),
  counts: z.object({ new: z.number(), conflict: z.number(), refused: z.number() }),
});
type Plan = z.output<typeof plan>;

export async function importLarge(client: Client, out: Output, words: LargeImport): Promise<Exit> {
  const { uploadId, passphrase, yes = false } = words;
  const { id } = await client.ask('POST', '/import-plans', started, { json: { uploadId, passphrase } });
  let isBegun = false;
  try {
    const { file, counts } = await planOf(client, out, id);
    const lines = [signedBy(file), lineOf(file.count, counts)];
    if (yes) {
      for (const line of lines) out.note(line);
      await begin(client, id, words);
      isBegun = true;
    } else out.answer({ kind: 'large', file, counts }, () => [...lines, 'Nothing was stored; --yes does it.']);
  } finally {
    // A plan that nobody goes on with would keep the place of another.
    if (!isBegun) await client.send('DELETE', `/import-plans/${id}`).catch(() => undefined);
  }
  return isBegun ? endOf(client, out, id) : exits.done;
}

async function planOf(client: Client, out: Output, id: string): Promise<Plan> {
  const made = await untilEnded(
    out,
    'Reading',
    () => client.ask('GET', `/import-plans/${id}`, plan),
    ({ run: { state, done, total } }) => ({ done, total, end: readLines[state] }),
  );
  const { failure } = made.run;
  if (failure) throw new CliError(exits.refused, failure.code, failure.message);
  return made;
}

const readLines = { due: null, ready: 'Read.', failed: 'It cannot be read.' } as const;

const lineOf = (count: number, counts: Plan['counts']): string =>
  `${count} items: ${counts.new} new, ${counts.conflict} in conflict, ${counts.refused} refused`;

const imported = z.object({
  id: z.string(),
  state: z.string(),
  stoppedBecause: z.string().nullable(),
  total: z.number(),
  counts: z.object({ created: z.number(), overridden: z.number(), skipped: z.number(), refused: z.number() }),
  run: run.nullable(),
});

async function begin(client: Client, id: string, { onConflict, acceptSigner = false }: LargeImport): Promise<void> {
  const json = { onConflict, acceptSigner };
  await client.ask('POST', `/import-plans/${id}/apply`, started, { json });
}

async function endOf(client: Client, out: Output, id: string): Promise<Exit> {
  const { run: _run, ...ended } = await untilEnded(
    out,
    'Importing',
    () => client.ask('GET', `/imports/${id}`, imported),
    ({ run: now, state, total }) => ({ done: now?.done ?? total, total, end: endLine(state) }),
  );
  const { state, counts, stoppedBecause } = ended;
  out.answer(ended, () => [
    `${counts.created} created, ${counts.overridden} overridden, ${counts.skipped} skipped, ${counts.refused} refused`,
    ...(counts.refused > 0 ? ['Which were refused, and why, is under Imports.'] : []),
    ...(stoppedBecause === null ? [] : [stoppedBecause]),
  ]);
  return state === 'stopped' || counts.refused > 0 ? exits.failed : exits.done;
}

/** Whoever undoes it already knows that it has ended. */
function endLine(state: string): string | null {
  if (state === 'applying') return null;
  return state === 'stopped' ? 'It stopped.' : 'Imported.';
}
