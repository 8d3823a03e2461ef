import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { isCancel, password } from '@clack/prompts';
import { env } from '#lib/env.ts';
import { CliError, exits } from './exit.ts';

/** Where a secret comes from: a file, the first line of stdin, or somebody who types it unseen. Never an argument. */
export interface SecretSource {
  readonly file?: string | undefined;
  readonly stdin?: boolean | undefined;
}

export async function readSecret(source: SecretSource, question: string): Promise<string> {
  const secret = await secretFrom(source, question);
  if (secret !== '') return secret;
  throw new CliError(exits.usage, 'SECRET_EMPTY', 'That is empty.');
}

async function secretFrom({ file, stdin }: SecretSource, question: string): Promise<string> {
  if (file !== undefined) return firstLine(readTextFile(file));
  if (stdin) return firstLine(await readAll(process.stdin));
  if (!process.stdin.isTTY)
    throw new CliError(exits.usage, 'SECRET_MISSING', `${question}: give it by a file or by stdin; see --help.`);
  const typed = await password({ message: question, output: process.stderr });
  if (isCancel(typed)) throw new CliError(exits.usage, 'CANCELLED', 'Nothing was done.');
  return typed ?? '';
}

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0] ?? '';

/** As seen from where the command was typed. */
export const placeOf = (file: string): string => resolve(env.startDir, file);

function readTextFile(file: string): string {
  try {
    return readFileSync(placeOf(file), 'utf8');
  } catch {
    throw new CliError(exits.usage, 'FILE_UNREADABLE', `${file} cannot be read.`);
  }
}
