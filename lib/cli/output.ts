import { stripVTControlCharacters } from 'node:util';

/** What a command says. Answers go to stdout, everything else to stderr, so that a pipe gets answers alone. */
export interface Output {
  readonly isJson: boolean;
  /** The answer: a JSON document with `--json`, else the lines. */
  answer(value: unknown, lines: () => readonly string[]): void;
  /** A secret that was asked for: the bare text. */
  bare(text: string): void;
  note(line: string): void;
  progress(label: string): Progress;
}

export interface Progress {
  at(done: number, total: number | null): void;
  end(line: string): void;
}

/** Where everything beside the answer goes. */
interface Aside {
  /** On a terminal a line can be written over. */
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export function createOutput(isJson: boolean, aside: Aside = process.stderr): Output {
  const say = (line: string): void => void (isJson || aside.write(`${line}\n`));
  return {
    isJson,
    answer: (value, lines) =>
      void process.stdout.write(
        isJson
          ? `${JSON.stringify(value, null, 2)}\n`
          : lines()
              .map((line) => `${line}\n`)
              .join(''),
      ),
    bare: (text) => void process.stdout.write(`${text}\n`),
    note: say,
    progress: (label) => (aside.isTTY && !isJson ? drawn(label, aside) : { at: () => undefined, end: say }),
  };
}

const barCharacters = 24;

/** One line that is written over. */
function drawn(label: string, aside: Aside): Progress {
  const write = (text: string) => aside.write(`\r\u001b[K${text}`);
  return {
    at(done, total) {
      const share = total ? Math.min(1, done / total) : 0;
      const filled = Math.round(share * barCharacters);
      const bar = total
        ? `${'█'.repeat(filled)}${'░'.repeat(barCharacters - filled)} ${Math.floor(share * 100)} %`
        : String(done);
      write(`${label} ${bar}`);
    },
    end: (line) => void write(`${line}\n`),
  };
}

/** Columns as wide as their widest cell. What other people typed is shown without control characters. */
export function table(heads: readonly string[], rows: readonly (readonly (string | null)[])[]): string[] {
  const cells = [heads, ...rows].map((row) => row.map((cell) => clean(cell ?? '–')));
  const widths = heads.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

export const clean = (text: string): string => stripVTControlCharacters(text).replaceAll(/\p{Cc}/gu, ' ');
