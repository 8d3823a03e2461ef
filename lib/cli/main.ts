import { Command, CommanderError } from 'commander';
import { platformVersion } from '#lib/version.ts';
import { addConnections } from './connections.ts';
import { addCredentials } from './credentials.ts';
import { addDoctor } from './doctor.ts';
import { CliError, exits, type Exit } from './exit.ts';
import { createOutput, type Output } from './output.ts';
import { addSession } from './session.ts';
import { addTransfer } from './transfer.ts';

/** A command's work: it says what came of it, and answers how it ended. */
export type Work = (out: Output) => Promise<Exit>;

/** Runs what a command decides to do, and remembers how that ended. */
export type Run = (work: Work) => Promise<void>;

/**
 * The command line, as one function.
 * @param words what was typed behind `keyhaven`
 * @returns how the process ends
 */
export async function runCli(words: readonly string[]): Promise<Exit> {
  let exit: Exit = exits.done;
  const program = new Command('keyhaven')
    .description('Credentials of a Keyhaven workspace, from the command line')
    .version(platformVersion)
    .option('--json', 'answer with JSON')
    .showHelpAfterError('Try: keyhaven --help')
    .exitOverride();
  const run: Run = async (work) => {
    exit = await work(createOutput(program.opts<{ json?: boolean }>().json === true));
  };
  for (const add of [addSession, addCredentials, addTransfer, addConnections, addDoctor]) add(program, run);
  try {
    await program.parseAsync(words, { from: 'user' });
    return exit;
  } catch (error) {
    return ended(error, words.includes('--json'));
  }
}

function ended(error: unknown, isJson: boolean): Exit {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exits.done : exits.usage;
  const known = error instanceof CliError ? error : new CliError(exits.failed, 'INTERNAL', messageOf(error));
  const { code, message, facts } = known;
  process.stderr.write(
    isJson ? `${JSON.stringify({ error: { code, message, ...facts } })}\n` : `${message} (${code})\n`,
  );
  return known.exit;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'Something went wrong.');
