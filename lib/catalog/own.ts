import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { log } from '#lib/log.ts';
import type { BrokenComponent, CatalogEntry } from './catalog.ts';
import { componentId, manifest, type Manifest } from './schema.ts';

export const ownFilesMax = 500;
export const ownFileBytesMax = 65_536;

/** A manifest that an operator wrote, before anything of it is believed. */
export interface OwnFile {
  readonly fileName: string;
  /** What its JSON says; undefined where there is none to read. */
  readonly source: unknown;
}

/**
 * The `.json` files of a folder, by name. A folder that is not there holds none; a file that is no JSON, or larger than
 * `ownFileBytesMax`, keeps its place without a source. Never throws.
 */
export function readOwnFiles(folder: string): readonly OwnFile[] {
  const names = namesIn(folder);
  if (names.length > ownFilesMax)
    log.warn({ folder, files: names.length, filesMax: ownFilesMax }, 'too many manifests: the last ones are left out');
  return names.slice(0, ownFilesMax).map((fileName) => ({ fileName, source: sourceOf(folder, fileName) }));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(/* turbopackIgnore: true */ folder)
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .sort();
  } catch (error) {
    if (!isMissing(error)) log.warn({ folder, why: wordsOf(error) }, 'the folder of manifests cannot be read');
    return [];
  }
}

function sourceOf(folder: string, fileName: string): unknown {
  const path = join(/* turbopackIgnore: true */ folder, fileName);
  try {
    // Asked first: reading a pipe would wait for ever.
    const stat = statSync(/* turbopackIgnore: true */ path);
    if (!stat.isFile() || stat.size > ownFileBytesMax)
      throw new Error(`not a file of at most ${ownFileBytesMax} bytes`);
    return JSON.parse(readFileSync(/* turbopackIgnore: true */ path, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    log.warn({ file: path, why: wordsOf(error) }, 'a manifest cannot be read');
    return undefined;
  }
}

/** Beside the pages of components there is one with an address of its own. */
const idsOfPages = ['trash'];

/**
 * What files stand for: each the component it describes, or a broken one with the file's name, where it describes none or
 * wants the place of one that comes with Keyhaven.
 * @param ours ids of those
 */
export function entriesOfFiles(files: readonly OwnFile[], ours: ReadonlySet<string>): readonly CatalogEntry[] {
  const refused = new Set([...ours, ...idsOfPages]);
  const read = files.map((file) => ({ file, found: manifestIn(file, refused) }));
  const whole = read.flatMap(({ found }) => found ?? []);
  const taken = new Set([...refused, ...whole.map((one) => one.id)]);
  return [...whole, ...read.flatMap(({ file, found }) => (found ? [] : [brokenIn(file, taken)]))];
}

function manifestIn({ fileName, source }: OwnFile, refused: ReadonlySet<string>): Manifest | null {
  if (source === undefined) return null;
  const read = manifest.safeParse(source);
  if (read.success && !refused.has(read.data.id)) return read.data;
  const why = read.success ? `the id ${read.data.id} is taken` : z.prettifyError(read.error);
  log.warn({ file: fileName, why }, 'a manifest cannot be used');
  return null;
}

/** In the place of its own component where that can be told, so that credentials made with it are found there. */
function brokenIn({ fileName, source }: OwnFile, taken: ReadonlySet<string>): BrokenComponent {
  const said: unknown = typeof source === 'object' && source !== null ? Reflect.get(source, 'id') : undefined;
  const own = componentId.safeParse(said ?? fileName.replace(/\.json$/, ''));
  const isFree = own.success && !taken.has(own.data);
  return { id: isFree ? own.data : fileName.replaceAll(/[^\w.-]/g, '-'), name: fileName, broken: 'CAT-102' };
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown reason');
