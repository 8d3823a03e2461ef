import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { createClient, type Client } from './client.ts';
import { credentialsOf } from './credentials.ts';
import { CliError, exits, type Exit } from './exit.ts';
import { sendFile, sentFile, signedBy } from './files.ts';
import { importLarge } from './large-imports.ts';
import type { Run } from './main.ts';
import { clean, type Output, type Progress } from './output.ts';
import { readProfile } from './profile.ts';
import { placeOf, readSecret } from './secrets.ts';

interface Passphrase {
  readonly passphraseFile?: string;
  readonly passphraseStdin?: boolean;
}

interface ExportWords extends Passphrase {
  readonly id?: readonly string[];
  readonly all?: boolean;
  readonly reason: string;
}

const conflicts = ['override', 'create', 'skip'] as const;

interface ImportWords extends Passphrase {
  readonly onConflict: (typeof conflicts)[number];
  readonly acceptSigner?: boolean;
  readonly sealed: boolean;
  readonly yes?: boolean;
}

export function addTransfer(program: Command, run: Run): void {
  const credentials = credentialsOf(program);
  withPassphrase(credentials.command('export'))
    .description('credentials with their secrets, as a file that opens with a passphrase')
    .argument('<file>', 'where to; it must not be there yet')
    .option('--id <ids...>', 'which ones')
    .option('--all', 'every one of the workspace')
    .requiredOption('--reason <text>', 'why; it is written down')
    .action((file: string, words: ExportWords) => run((out) => exportTo(out, file, words)));
  withPassphrase(credentials.command('import'))
    .description('says what a file would do here; --yes does it')
    .argument('<file>')
    .option('--on-conflict <choice>', conflicts.join(', '), oneOf, 'skip')
    .option('--accept-signer', 'believe whoever signed it, from now on')
    .option('--no-sealed', 'the file has no passphrase')
    .option('--yes', 'store it')
    .action((file: string, words: ImportWords) => run((out) => importFrom(out, file, words)));
}

const withPassphrase = (command: Command): Command =>
  command
    .option('--passphrase-file <file>', 'the passphrase is the first line of this file')
    .option('--passphrase-stdin', 'the passphrase is the first line of stdin');

function oneOf(text: string): (typeof conflicts)[number] {
  const known = conflicts.find((one) => one === text);
  if (known) return known;
  throw new CliError(exits.usage, 'USAGE', `--on-conflict is one of ${conflicts.join(', ')}.`);
}

const passphraseOf = (words: Passphrase): Promise<string> =>
  readSecret({ file: words.passphraseFile, stdin: words.passphraseStdin }, 'Passphrase of the file');

async function exportTo(out: Output, file: string, words: ExportWords): Promise<Exit> {
  const place = placeOf(file);
  const selection = selectionOf(words);
  if (existsSync(place)) throw new CliError(exits.usage, 'FILE_EXISTS', `${file} is there already.`);
  const client = createClient(readProfile());
  const passphrase = await passphraseOf(words);
  const asked = { ...selection, sealing: { kind: 'passphrase', passphrase }, reason: words.reason };
  const progress = out.progress('Exporting');
  const answer = await client.send('POST', '/exports', { json: asked });
  const bytes = await keep(answer, place, progress);
  progress.end(`${bytes} bytes`);
  out.answer({ file: place, bytes, exportId: answer.headers.get('export-id') }, () => [place]);
  return exits.done;
}

function selectionOf({ id, all }: ExportWords) {
  if (all === true && id === undefined) return { scope: 'all' };
  if (all !== true && id !== undefined) return { scope: 'selected', ids: id };
  throw new CliError(exits.usage, 'USAGE', 'Name the credentials with --id, or say --all.');
}

/** Under its name only when all of it has arrived; readable by its owner alone. */
async function keep(answer: Response, place: string, progress: Progress): Promise<number> {
  const fresh = `${place}.part`;
  let bytes = 0;
  const counted = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const piece of source) {
      bytes += piece.byteLength;
      progress.at(bytes, null);
      yield piece;
    }
  };
  try {
    const body: AsyncIterable<Uint8Array> = answer.body ?? Readable.from([]);
    await pipeline(body, counted, createWriteStream(fresh, { mode: 0o600, flags: 'wx' }));
    renameSync(fresh, place);
    return bytes;
  } catch (error) {
    rmSync(fresh, { force: true });
    if (error instanceof CliError) throw error;
    throw new CliError(exits.failed, 'FILE_UNWRITTEN', `${place} could not be written whole, and is not there.`);
  }
}

const upload = z.object({ id: z.string() });
const plan = z.object({
  kind: z.enum(['plan', 'passphrase', 'large']),
  file: sentFile,
  token: z.string().nullable(),
  items: z.array(
    z.object({ name: z.string(), component: z.string(), outcome: z.string(), reason: z.string().nullable() }),
  ),
});
type Plan = z.output<typeof plan>;

async function importFrom(out: Output, file: string, words: ImportWords): Promise<Exit> {
  const client = createClient(readProfile());
  const passphrase = words.sealed ? await passphraseOf(words) : null;
  const { id: uploadId } = await sendFile(client, out, file, { path: '/uploads', type: 'application/bson' }, upload);
  const shown = await client.ask('POST', '/imports/plan', plan, { json: { uploadId, passphrase } });
  if (shown.kind === 'passphrase') throw new CliError(exits.refused, 'IMP-204', 'This file needs its passphrase.');
  if (shown.kind === 'large') return importLarge(client, out, { uploadId, passphrase, ...words });
  if (words.yes) return apply(client, out, shown, { uploadId, passphrase, ...words });
  out.answer(shown, () => [...linesOf(shown), 'Nothing was stored; --yes does it.']);
  return exits.done;
}

const linesOf = ({ items, file }: Plan): string[] => [
  signedBy(file),
  ...items.map(
    ({ outcome, component, name, reason }) =>
      `${outcome.padEnd(8)} ${component}  ${clean(name)}${reason ? `  ${clean(reason)}` : ''}`,
  ),
];

const item = z.object({ id: z.string(), name: z.string(), component: z.string() });
const applied = z.object({ id: z.string(), created: z.array(item), overridden: z.array(item), skipped: z.number() });

interface Applying extends ImportWords {
  readonly uploadId: string;
  readonly passphrase: string | null;
}

async function apply(client: Client, out: Output, shown: Plan, words: Applying): Promise<Exit> {
  const { uploadId, passphrase, onConflict, acceptSigner = false } = words;
  const json = {
    uploadId,
    passphrase,
    onConflict,
    acceptSigner,
    ...(shown.token === null ? {} : { token: shown.token }),
  };
  const done = await client.ask('POST', '/imports', applied, { json });
  const refused = shown.items.filter(({ outcome }) => outcome === 'refused');
  out.answer({ ...done, refused }, () => [
    ...refused.map(({ name, reason }) => `refused  ${clean(name)}  ${clean(reason ?? '')}`),
    `${done.created.length} created, ${done.overridden.length} overridden, ${done.skipped} skipped`,
  ]);
  return refused.length > 0 ? exits.failed : exits.done;
}
