import type { Command } from 'commander';
import { isCancel, text } from '@clack/prompts';
import { z } from 'zod';
import { env } from '#lib/env.ts';
import { createClient } from './client.ts';
import { CliError, exits } from './exit.ts';
import type { Run } from './main.ts';
import type { Output } from './output.ts';
import {
  checkedUrl,
  defaultUrl,
  findProfile,
  profileFile,
  readProfile,
  removeProfile,
  writeProfile,
} from './profile.ts';
import { readSecret } from './secrets.ts';

/** Who a key is. */
export const me = z.object({
  key: z.object({ id: z.string(), name: z.string() }),
  scopes: z.array(z.string()),
  expiresAt: z.string().nullable(),
  tenant: z.object({ slug: z.string() }),
  workspace: z.object({ slug: z.string() }),
});

export const whereOf = ({ tenant, workspace }: z.output<typeof me>): string => `${tenant.slug}/${workspace.slug}`;

export function addSession(program: Command, run: Run): void {
  program
    .command('login')
    .description('keep an address and a key for the commands that follow')
    .option('--url <address>', 'where machines reach the installation')
    .option('--key-file <file>', 'the key is the first line of this file')
    .option('--key-stdin', 'the key is the first line of stdin')
    .action((given: { url?: string; keyFile?: string; keyStdin?: boolean }) =>
      run(async (out) => {
        const url = checkedUrl(given.url ?? (await askUrl()));
        const key = await readSecret({ file: given.keyFile, stdin: given.keyStdin }, 'API key (Settings, API keys)');
        const who = await createClient({ url, key }).ask('GET', '/me', me);
        writeProfile({ url, key });
        out.answer({ url, ...who }, () => [`Signed in to ${whereOf(who)} as ${who.key.name}.`]);
        out.note(`Kept in ${profileFile()}, readable by you alone.`);
        return exits.done;
      }),
    );
  program
    .command('logout')
    .description('forget the address and the key; the key itself stays valid until it is revoked')
    .action(() =>
      run(async (out) => {
        removeProfile();
        out.answer({ signedOut: true }, () => [
          'Forgotten. To end the key itself, revoke it under Settings, API keys.',
        ]);
        return exits.done;
      }),
    );
  program
    .command('whoami')
    .description('which installation, workspace and key the commands use')
    .action(() => run(whoAmI));
}

async function whoAmI(out: Output) {
  const profile = readProfile();
  const who = await createClient(profile).ask('GET', '/me', me);
  out.answer({ url: profile.url, ...who }, () => [
    `address    ${profile.url}`,
    `workspace  ${whereOf(who)}`,
    `key        ${who.key.name}: ${who.scopes.join(', ')}`,
    `ends       ${who.expiresAt ?? 'never'}`,
  ]);
  return exits.done;
}

async function askUrl(): Promise<string> {
  const known = env.cliUrl ?? findProfile()?.url ?? defaultUrl;
  if (!process.stdin.isTTY) return known;
  const typed = await text({ message: 'Address of the API', initialValue: known, output: process.stderr });
  if (isCancel(typed)) throw new CliError(exits.usage, 'CANCELLED', 'Nothing was done.');
  return typed ?? known;
}
