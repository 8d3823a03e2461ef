import { relative } from 'node:path';
import { env } from '#lib/env.ts';
import { demoPeople } from './people.ts';
import { lighthouseOrigin, type DemoPlace } from './place.ts';
import type { DemoWorld } from './world.ts';

type Fact = readonly [what: string, value: string];

/** What a start says of a demo beside what it says of every start. */
export function demoFacts({ lighthousePort, allowLine }: DemoPlace): Fact[] {
  return [
    ['Lighthouse', `${lighthouseOrigin(lighthousePort)} (an app of the demo: its keys, to copy and to revoke)`],
    ['Dry runs', `${allowLine} (the only private target of the demo)`],
  ];
}

/** Who can sign in, and with what: shown this once and written down nowhere. */
export function worldLines({ accounts, files }: DemoWorld): string[] {
  const rows = Object.entries(demoPeople).map(([key, { email, roles }]) => {
    const account = Object.entries(accounts).find(([one]) => one === key)?.[1];
    const places = Object.entries(roles).map(([tenant, role]) => `${role} of ${tenant}`);
    return [email, account?.password ?? '', places.join(', ')] as const;
  });
  return [
    '  Who can sign in (these passwords are shown this once and written down nowhere):',
    '',
    ...rows.map(([email, password, places]) => `    ${email.padEnd(26)}${password.padEnd(30)}${places}`),
    '',
    '  Files to import at Northwind:',
    '',
    `    ${shown(files.sealed)}    passphrase ${files.passphrase}`,
    `    ${shown(files.plain)}    plain BSON, no passphrase`,
  ];
}

const shown = (path: string): string => {
  const own = relative(env.rootDir, path);
  return own.startsWith('..') ? path : own;
};
