/** How a command ends, for scripts: the numbers are in docs/cli.md. */
export const exits = {
  done: 0,
  /** It ran, and something in it did not go well: a check failed, a line was refused. */
  failed: 1,
  usage: 2,
  /** No key, or one that is not valid any more. */
  signIn: 3,
  /** The installation does not answer. */
  unreachable: 4,
  /** It answered, and refused. */
  refused: 5,
} as const;

export type Exit = (typeof exits)[keyof typeof exits];

/** Ends the command with a sentence; what is known beside it is for `--json`. */
export class CliError extends Error {
  readonly exit: Exit;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(exit: Exit, code: string, message: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'CliError';
    this.exit = exit;
    this.code = code;
    this.facts = facts;
  }
}
