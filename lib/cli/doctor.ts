import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { dayMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { createClient } from './client.ts';
import { CliError, exits, type Exit } from './exit.ts';
import type { Run } from './main.ts';
import type { Output } from './output.ts';
import { profileFile, readProfile, type Profile } from './profile.ts';
import { me, whereOf } from './session.ts';

interface Finding {
  readonly what: string;
  readonly state: 'well' | 'warning' | 'wrong';
  readonly message: string;
}

type Check = () => Promise<Finding>;

export function addDoctor(program: Command, run: Run): void {
  program
    .command('doctor')
    .description('look at what usually goes wrong; ends with 1 when something is')
    .option('--local', 'on the machine of the installation: its database and root key too')
    .action(({ local }: { local?: boolean }) => run((out) => examine(out, local === true)));
}

async function examine(out: Output, isLocal: boolean): Promise<Exit> {
  const found = isLocal ? [await localFinding()] : await remoteFindings();
  out.answer(found, () => found.map(({ what, state, message }) => `${marks[state]} ${what.padEnd(12)} ${message}`));
  return found.some(({ state }) => state === 'wrong') ? exits.failed : exits.done;
}

const marks = { well: '✓', warning: '!', wrong: '✗' } as const;

/** Each rests on the one before: the first that is wrong ends it. */
async function remoteFindings(): Promise<Finding[]> {
  const found: Finding[] = [];
  let profile: Profile | undefined;
  const checks: Check[] = [
    async () => {
      profile = readProfile();
      return privacyOf(profile);
    },
    async () => answering(need(profile)),
    async () => keyFinding(need(profile)),
  ];
  for (const check of checks) {
    const one = await check().catch(wrong);
    found.push(one);
    if (one.state === 'wrong') break;
  }
  return found;
}

const need = (profile: Profile | undefined): Profile => profile ?? readProfile();

const wrong = (error: unknown): Finding => ({
  what: error instanceof CliError ? error.code.toLowerCase().replaceAll('_', ' ') : 'failed',
  state: 'wrong',
  message: error instanceof Error ? error.message : 'Something went wrong.',
});

const othersMayRead = 0o077;

function privacyOf({ url }: Profile): Finding {
  const what = 'profile';
  if (env.cliUrl && env.cliKey) return { what, state: 'well', message: `${url}, from the environment` };
  const isOpen = process.platform !== 'win32' && (statSync(profileFile()).mode & othersMayRead) !== 0;
  if (isOpen) return { what, state: 'wrong', message: `${profileFile()} can be read by others: chmod 600 it.` };
  return { what, state: 'well', message: `${url}, kept in ${profileFile()}` };
}

const clockMsMax = 30_000;

/** Whether it answers, and whether both clocks agree: times in tokens are told by them. */
async function answering({ url }: Profile): Promise<Finding> {
  const sentAt = Date.now();
  const answer = await fetch(`${new URL(url).origin}/healthz`).catch((error: unknown) => {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : 'no answer';
    throw new CliError(exits.unreachable, 'UNREACHABLE', `${url} cannot be reached: ${why}.`);
  });
  if (!answer.ok)
    return { what: 'listener', state: 'wrong', message: `${url} answers, and is not well: ${answer.status}.` };
  const apartMs = Math.abs(Date.parse(answer.headers.get('date') ?? '') - sentAt);
  if (apartMs > clockMsMax)
    return { what: 'listener', state: 'warning', message: `The clocks are ${Math.round(apartMs / 1_000)} s apart.` };
  return { what: 'listener', state: 'well', message: `answers in ${Date.now() - sentAt} ms` };
}

const soonMs = 14 * dayMs;

async function keyFinding(profile: Profile): Promise<Finding> {
  const who = await createClient(profile).ask('GET', '/me', me);
  const where = `${who.key.name} for ${whereOf(who)}: ${who.scopes.join(', ')}`;
  const leftMs = who.expiresAt === null ? Infinity : Date.parse(who.expiresAt) - Date.now();
  if (leftMs >= soonMs) return { what: 'key', state: 'well', message: where };
  return { what: 'key', state: 'warning', message: `${where}. It ends in ${Math.ceil(leftMs / dayMs)} days.` };
}

/** Of this machine's own settings: whether the database opens, and whether the root key is the one it was sealed under. */
async function localFinding(): Promise<Finding> {
  try {
    // The database is loaded by those who have one alone.
    const { checkInstallation } = await import('#lib/installation/commands.ts');
    await checkInstallation();
    return { what: 'installation', state: 'well', message: 'the database opens, and the root key fits it' };
  } catch (error) {
    return {
      what: 'installation',
      state: 'wrong',
      message: error instanceof Error ? error.message : 'It does not open.',
    };
  }
}
