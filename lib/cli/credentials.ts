import type { Command } from 'commander';
import { z } from 'zod';
import { allRows, createClient, type Client } from './client.ts';
import { CliError, exits, type Exit } from './exit.ts';
import type { Run } from './main.ts';
import { table, type Output } from './output.ts';
import { readProfile } from './profile.ts';

const credential = z.object({
  id: z.string(),
  name: z.string(),
  component: z.string(),
  environment: z.string(),
  state: z.string(),
  checkedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
});
type Credential = z.output<typeof credential>;

const verification = z.object({
  outcome: z.string(),
  code: z.string(),
  message: z.string(),
  fix: z.string().nullable(),
});

interface Filter {
  readonly component?: string;
  readonly state?: string;
  readonly search?: string;
  readonly consumer?: string;
}

export function addCredentials(program: Command, run: Run): void {
  const credentials = credentialsOf(program);
  credentials
    .command('list')
    .description('what is in the workspace; no secret')
    .option('--component <id>', 'of one app')
    .option('--state <state>', 'passed, failed, reconnect, expiring, unverified, not_testable, unreadable')
    .option('--search <text>', 'whose name contains it')
    .option('--consumer <id>', 'of one consumer')
    .action((filter: Filter) => run((out) => list(out, filter)));
  credentials
    .command('verify')
    .description('ask their apps now; ends with 1 when one of them failed')
    .argument('[ids...]', 'which ones')
    .option('--all', 'every one of the workspace')
    .action((ids: string[], { all }: { all?: boolean }) => run((out) => verify(out, ids, all === true)));
  credentials
    .command('token')
    .description('a secret that can be used now, alone on stdout; --json has all of it')
    .argument('<id>')
    .action((id: string) => run((out) => token(out, id)));
}

/** `credentials` is made by whichever part comes first. */
export const credentialsOf = (program: Command): Command =>
  program.commands.find((one) => one.name() === 'credentials') ??
  program.command('credentials').description('list, verify, export, import, use');

async function list(out: Output, { component, state, search, consumer }: Filter): Promise<Exit> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ component, state, q: search, consumer }))
    if (value) query.set(name, value);
  const rows = await allRows(createClient(readProfile()), `/credentials?${query}`, credential);
  out.answer(rows, () => [
    ...table(
      ['ID', 'APP', 'NAME', 'ENVIRONMENT', 'STATE', 'EXPIRES'],
      rows.map((row) => [row.id, row.component, row.name, row.environment, row.state, row.expiresAt]),
    ),
  ]);
  out.note(rows.length === 1 ? '1 credential' : `${rows.length} credentials`);
  return exits.done;
}

async function verify(out: Output, ids: readonly string[], isAll: boolean): Promise<Exit> {
  if (isAll === ids.length > 0)
    throw new CliError(exits.usage, 'USAGE', 'Name the credentials to verify, or say --all.');
  const client = createClient(readProfile());
  const chosen = isAll ? (await allRows(client, '/credentials', credential)).map((row) => row.id) : ids;
  const progress = out.progress('Verifying');
  const results: (z.output<typeof verification> & Pick<Credential, 'id'>)[] = [];
  for (const id of chosen) {
    results.push({ id, ...(await verifyOne(client, id)) });
    progress.at(results.length, chosen.length);
  }
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  progress.end(`${results.length - failed.length} of ${results.length} well`);
  out.answer(results, () =>
    results.map((row) => `${row.id}  ${row.outcome}  ${row.message}${row.fix ? ` ${row.fix}` : ''}`),
  );
  return failed.length > 0 ? exits.failed : exits.done;
}

async function verifyOne(client: Client, id: string) {
  const answered = z.object({ verification: verification.nullable() });
  const path = `/credentials/${encodeURIComponent(id)}/verify`;
  const { verification: result } = await client.ask('POST', path, answered);
  return result ?? { outcome: 'not_testable', code: 'none', message: 'There was nothing to check.', fix: null };
}

const handedOut = z.looseObject({ accessToken: z.string().nullable(), secret: z.record(z.string(), z.string()) });

async function token(out: Output, id: string): Promise<Exit> {
  const client = createClient(readProfile());
  const given = await client.ask('POST', `/credentials/${encodeURIComponent(id)}/token`, handedOut);
  const fields = Object.values(given.secret);
  if (!out.isJson && given.accessToken === null && fields.length !== 1)
    throw new CliError(exits.usage, 'NOT_ONE_SECRET', 'This credential has several fields: ask with --json.');
  if (out.isJson) out.answer(given, () => []);
  else out.bare(given.accessToken ?? fields[0] ?? '');
  return exits.done;
}
