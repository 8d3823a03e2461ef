import { env } from '#lib/env.ts';
import { lighthouseOrigin, shownPath, type DemoPlace } from './place.ts';
import type { DemoWorld } from './world.ts';

type Fact = readonly [what: string, value: string];

/** What a start says of a demo beside what it says of every start. */
export function demoFacts({ lighthousePort, allowLine }: DemoPlace): Fact[] {
  return [
    ['Begin at', `${env.address}/northwind/operations/credentials (README has a tour of five minutes)`],
    ['Lighthouse', `${lighthouseOrigin(lighthousePort)} (an app of the demo: its keys, to copy and to revoke)`],
    ['Allow list', `${allowLine} (added: dry runs may reach Lighthouse)`],
  ];
}

/** Who can sign in, and with what: shown this once and written down nowhere. */
export function worldLines({ residents, files }: DemoWorld): string[] {
  return [
    '  Who can sign in (these passwords are shown this once and written down nowhere):',
    '',
    ...residents.map(({ email, password, roles }) => `    ${email.padEnd(26)}${password.padEnd(30)}${roles}`),
    '',
    '  Files to import at Northwind:',
    '',
    ...[
      [shownPath(files.sealed), `passphrase ${files.passphrase}`],
      [shownPath(files.plain), 'plain BSON, no passphrase'],
    ].map(([path = '', opens]) => `    ${path.padEnd(shownPath(files.plain).length + 4)}${opens}`),
  ];
}
