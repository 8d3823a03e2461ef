import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { env } from '#lib/env.ts';
import { parseTarget } from '#lib/outbound/target.ts';
import { lighthouseManifest } from './lighthouse-manifest.ts';

/** Where a demo is, and where its Lighthouse listens. */
export interface DemoPlace {
  /** Still to be made, in an empty data directory. */
  readonly isNew: boolean;
  readonly lighthousePort: number;
  /** The line that lets dry runs reach Lighthouse. */
  readonly allowLine: string;
}

const defaultFolder = 'data-demo';
const defaultLighthousePort = 3002;

/**
 * What `--demo` and `--lighthouse` ask for, or null without them. Settings of this process, and so of the programs it
 * starts, are changed; nothing is written. Throws one sentence for whoever typed the line.
 */
export function openDemo(words: readonly string[]): DemoPlace | null {
  if (words.includes('--demo')) return newDemo();
  return words.includes('--lighthouse') ? knownDemo() : null;
}

function newDemo(): DemoPlace {
  if (env.databaseUrl) throw new Error('A demo has an embedded database of its own: start it without DATABASE_URL.');
  if (env.rootKey || env.isKeyFileSet)
    throw new Error('A demo makes a root key of its own: start it without KEY_FILE and KEYHAVEN_ROOT_KEY.');
  if (env.isComponentsDirSet) throw new Error('A demo brings an app of its own: start it without COMPONENTS_DIR.');
  process.env['DATA_DIR'] ||= defaultFolder;
  refuseUsed(env.dataDir);
  const port = Number(process.env['LIGHTHOUSE_PORT'] || defaultLighthousePort);
  parseTarget({ scheme: 'http', host: '127.0.0.1', port });
  return placeAt(port, true);
}

function refuseUsed(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  const name = shownPath(folder);
  if (existsSync(manifestFile()))
    throw new Error(
      `There is a demo in ${name} already. Start it again with: DATA_DIR=${name} npm start -- --lighthouse ` +
        '(or delete the folder, for a new one).',
    );
  throw new Error(
    `The data directory ${name} is not empty, and a demo needs one of its own. Nothing was changed. ` +
      `Name another: DATA_DIR=${defaultFolder} npm start -- --demo`,
  );
}

/** A file or folder as people would type it. */
export const shownPath = (path: string): string => {
  const inRoot = relative(env.rootDir, path);
  return inRoot === '' || inRoot.startsWith('..') ? path : inRoot;
};

const written = z.object({
  authMethods: z
    .tuple([z.object({ fields: z.array(z.object({ name: z.string(), default: z.string().optional() })) })])
    .rest(z.unknown()),
});

/** A demo that was made before: its port is the one its manifest and its credentials name. */
function knownDemo(): DemoPlace {
  process.env['DATA_DIR'] ||= defaultFolder;
  if (!existsSync(manifestFile()))
    throw new Error(`There is no demo in ${shownPath(env.dataDir)}. Make one with: npm start -- --demo`);
  const [method] = written.parse(JSON.parse(readFileSync(manifestFile(), 'utf8'))).authMethods;
  const origin = method.fields.find((field) => field.name === 'baseUrl')?.default ?? '';
  const port = Number(URL.parse(origin)?.port);
  if (!port)
    throw new Error(`${manifestFile()} does not say where Lighthouse is: its baseUrl has no default with a port.`);
  return placeAt(port, false);
}

function placeAt(lighthousePort: number, isNew: boolean): DemoPlace {
  const target = `127.0.0.1:${lighthousePort}`;
  const allowed = env.outboundAllow.filter((line) => line !== target);
  process.env['OUTBOUND_ALLOW'] = [...allowed, target].join(',');
  return { isNew, lighthousePort, allowLine: `OUTBOUND_ALLOW=${target}` };
}

const manifestFile = (): string => join(env.componentsDir, 'lighthouse.json');

export const lighthouseOrigin = (port: number): string => `http://127.0.0.1:${port}`;

/** Lighthouse becomes an app of the catalogue, for every program that has not read it yet. */
export function writeManifest(port: number): void {
  mkdirSync(env.componentsDir, { mode: 0o700 });
  writeFileSync(manifestFile(), `${JSON.stringify(lighthouseManifest(lighthouseOrigin(port)), null, 2)}\n`);
}
