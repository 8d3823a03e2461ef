import type { Command } from 'commander';
import { z } from 'zod';
import { createClient, everyRow, type Client } from './client.ts';
import { exits, type Exit } from './exit.ts';
import { sendFile } from './files.ts';
import type { Run } from './main.ts';
import { clean, type Output } from './output.ts';
import { readProfile } from './profile.ts';
import { untilEnded } from './waiting.ts';

const liveImport = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  because: z.string().nullable(),
  total: z.number().nullable(),
  done: z.number(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  refused: z.number(),
});
type LiveImport = z.output<typeof liveImport>;

const refusedRow = z.object({ line: z.number(), code: z.string().nullable(), message: z.string().nullable() });

export function addConnections(program: Command, run: Run): void {
  program
    .command('connections')
    .description('live connections of consumers')
    .command('import')
    .description('bring in a file of JSON lines; ends with 1 when a line was refused. Sent again, it changes nothing')
    .argument('<file>', 'one connection a line')
    .option('--no-wait', 'do not wait until it is done')
    .action((file: string, { wait }: { wait: boolean }) => run((out) => importConnections(out, file, wait)));
}

async function importConnections(out: Output, file: string, isWaiting: boolean): Promise<Exit> {
  const client = createClient(readProfile());
  const begun = await sendFile(
    client,
    out,
    file,
    { path: '/connection-imports', type: 'application/x-ndjson' },
    liveImport,
  );
  const ended = isWaiting ? await endOf(client, out, begun) : begun;
  const refusals = ended.refused > 0 && isWaiting ? await refusalsOf(client, ended) : [];
  out.answer({ ...ended, refusals }, () => [
    ...refusals.map(({ line, code, message }) => `line ${line}: ${clean(message ?? '')} (${code ?? ''})`),
    `${ended.created} created, ${ended.updated} updated, ${ended.unchanged} unchanged, ${ended.refused} refused`,
    ...(ended.because ? [ended.because] : []),
  ]);
  return ended.refused > 0 || ended.state === 'failed' || ended.state === 'stopped' ? exits.failed : exits.done;
}

const endOf = (client: Client, out: Output, { id }: LiveImport): Promise<LiveImport> =>
  untilEnded(
    out,
    'Importing',
    () => client.ask('GET', `/connection-imports/${id}`, liveImport),
    ({ done, total, state }) => ({ done, total, end: endLines[state] }),
  );

const endLines = { running: null, done: 'Imported.', stopped: 'It stopped.', failed: 'It failed.' } as const;

const refusalsToldMax = 1_000;

async function refusalsOf(client: Client, { id }: LiveImport) {
  const rows: z.output<typeof refusedRow>[] = [];
  for await (const row of everyRow(client, `/connection-imports/${id}/rows?outcome=refused`, refusedRow)) {
    rows.push(row);
    if (rows.length === refusalsToldMax) break;
  }
  return rows;
}
