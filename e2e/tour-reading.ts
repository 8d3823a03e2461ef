import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The tour as README tells it. */
export interface Tour {
  readonly steps: readonly {
    readonly title: string;
    /** What is pressed, in this order: the words in bold. */
    readonly presses: readonly string[];
  }[];
  /** Its pictures, by their names without folder and ending. */
  readonly pictures: readonly string[];
}

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);

export function readTour(): Tour {
  const readme = readFileSync('README.md', 'utf8');
  const [, tour = ''] = /^## A tour[^\n]*\n(.*?)^## /ms.exec(readme) ?? [];
  const sections = tour.split(/^### \d+\. /m).slice(1);
  return {
    steps: sections.map((section) => ({
      title: section.slice(0, section.indexOf('\n')),
      presses: all(section, /\*\*(.+?)\*\*/gs).map((words) => words.replaceAll(/\s+/g, ' ')),
    })),
    pictures: all(readme, /\]\(docs\/shots\/(tour-[\w-]+)\.png\)/g),
  };
}

/** What the start prints for whoever walks it. */
export interface Printed {
  readonly address: string;
  readonly lighthouse: string;
  readonly passwordOf: (email: string) => string;
  readonly file: string;
  readonly passphrase: string;
}

export function readPrinted(said: string): Printed {
  const find = (pattern: RegExp): string => {
    const found = pattern.exec(said)?.[1];
    if (found === undefined) throw new Error(`The start does not print ${pattern}.\n${said}`);
    return found;
  };
  return {
    address: find(/Begin at +(\S+)/),
    lighthouse: find(/Lighthouse +(http\S+)/),
    passwordOf: (email) => find(new RegExp(`${email} +(\\S+)`)),
    file: resolve(find(/(\S+contoso\.bson)/)),
    passphrase: find(/passphrase (\S+)/),
  };
}
