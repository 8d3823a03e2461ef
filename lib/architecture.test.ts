import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The house of lib/README.md, as a test: who may import whom. There is no list of exceptions. */
const engines = ['outbound', 'vault', 'catalog', 'oauth', 'mail', 'verify', 'bson'];
const engineArrows: Record<string, readonly string[]> = {
  oauth: ['outbound', 'catalog'],
  mail: ['outbound'],
  verify: ['outbound', 'catalog', 'oauth'],
  bson: ['vault'],
  outbound: [],
  vault: [],
  catalog: [],
};
const nounFiles = ['schema', 'model', 'queries', 'commands', 'actions', 'cache'];
const programs = ['gate', 'jobs', 'api', 'cli'] as const;

interface Place {
  /** Which kind of room the file is in. */
  readonly room:
    | 'app'
    | 'route'
    | 'ui'
    | 'components'
    | 'kernel'
    | 'gate'
    | 'engine'
    | 'noun'
    | 'jobs'
    | 'api'
    | 'cli'
    | 'db'
    | 'root';
  /** The folder's own name: the noun, the engine. */
  readonly name: string;
  /** Of a noun: which of its files. */
  readonly file: string;
}

export function placeOf(path: string): Place {
  const parts = path.split('/');
  const [top = '', second = ''] = parts;
  const file = (parts.at(-1) ?? '').replace(/\.tsx?$/, '');
  if (top === 'app') return { room: file === 'route' ? 'route' : 'app', name: 'app', file };
  if (top === 'components') return { room: second === 'ui' ? 'ui' : 'components', name: second, file };
  if (top === 'db') return { room: 'db', name: 'db', file: second };
  if (top !== 'lib') return { room: 'root', name: top, file };
  if (parts.length === 2) return { room: 'kernel', name: 'kernel', file };
  if (engines.includes(second)) return { room: 'engine', name: second, file };
  const program = programs.find((one) => one === second);
  if (program) return { room: program, name: second, file };
  return { room: 'noun', name: second, file };
}

/** Whether an import of `to` may stand in `from`; the order of nouns is checked by itself. */
export function isAllowed(from: Place, to: Place): boolean {
  if (to.room === 'root') return from.room === 'root';
  if (to.room === 'kernel') return true;
  switch (from.room) {
    case 'app':
      return ['app', 'ui', 'components', 'gate'].includes(to.room) || to.name === 'catalog' || isOneOf(to, readers);
    case 'route':
      return to.room === 'gate' || isOneOf(to, ['queries', 'schema', 'commands']);
    case 'ui':
      return to.room === 'ui';
    case 'components':
      return to.room === 'ui' || to.room === 'components' || isOneOf(to, ['actions', 'cache', 'schema']);
    case 'kernel':
      return false;
    case 'db':
      return to.room === 'db';
    case 'gate':
      return ['gate', 'db'].includes(to.room) || isOneOf(to, ['queries', 'commands', 'schema', 'model']);
    case 'engine':
      return to.name === from.name || (to.room === 'engine' && (engineArrows[from.name] ?? []).includes(to.name));
    case 'api':
      return (
        ['gate', 'api'].includes(to.room) ||
        ['catalog', 'bson'].includes(to.name) ||
        isOneOf(to, ['queries', 'commands', 'schema'])
      );
    case 'cli':
      return to.room === 'cli' || isOneOf(to, ['queries', 'commands']);
    case 'jobs':
      return to.room === 'gate' || to.room === 'jobs' || isOneOf(to, ['queries', 'commands']);
    case 'noun':
      return isAllowedInNoun(from, to);
    default:
      return true;
  }
}

const readers = ['queries', 'schema', 'cache'];
const isOneOf = (to: Place, files: readonly string[]) => to.room === 'noun' && files.includes(to.file);

function isAllowedInNoun(from: Place, to: Place): boolean {
  if (from.file === 'actions') return to.room === 'gate' || isOneOf(to, ['queries', 'commands', 'schema']);
  if (from.file === 'cache') return isOneOf(to, ['schema', 'actions']);
  if (from.file === 'schema') return to.room === 'db' || to.room === 'engine' || isOneOf(to, ['schema', 'model']);
  if (to.room === 'gate' || to.room === 'app' || to.room === 'ui' || to.room === 'components') return false;
  return to.room === 'db' || to.room === 'engine' || isOneOf(to, ['queries', 'commands', 'model', 'schema']);
}

const root = join(import.meta.dirname, '..');
const files = ['app', 'components', 'lib', 'db']
  .flatMap((folder) => walk(folder))
  .filter(
    (path) =>
      /\.tsx?$/.test(path) &&
      !/\.test\.tsx?$/.test(path) &&
      !path.includes('/gallery/') &&
      !path.endsWith('/testing.ts'),
  );

function walk(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = posix.join(folder, name);
    return statSync(join(root, path)).isDirectory() ? walk(path) : [path];
  });
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

function importsOf(path: string): Import[] {
  const text = readFileSync(join(root, path), 'utf8');
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/gm,
  );
  return [...found].map((match) => ({
    from: path,
    to: resolve(path, match[2] ?? match[3] ?? ''),
    isType: match[1] !== undefined,
  }));
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  return specifier;
}

const imports = files.flatMap(importsOf);
const own = imports.filter((one) => /^(?:app|components|lib|db)\//.test(one.to));

describe('the house', () => {
  it('finds the files and what they import', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(own.length).toBeGreaterThan(300);
  });

  it('keeps every arrow', () => {
    const broken = own
      .filter((one) => !one.to.endsWith('.css') && !isAllowed(placeOf(one.from), placeOf(one.to)))
      .map((one) => `${one.from} → ${one.to}`);
    expect(broken).toEqual([]);
  });

  it('has nouns in one order: no two lead to each other', () => {
    const arrows = new Map<string, Set<string>>();
    for (const { from, to } of own) {
      const [a, b] = [placeOf(from), placeOf(to)];
      if (a.room !== 'noun' || b.room !== 'noun' || a.name === b.name) continue;
      arrows.set(a.name, (arrows.get(a.name) ?? new Set()).add(b.name));
    }
    expect(cycleIn(arrows)).toBeNull();
  });

  it('has only the six files in a noun, and tests beside them', () => {
    const others = files.filter((path) => placeOf(path).room === 'noun' && !nounFiles.includes(placeOf(path).file));
    expect(others).toEqual([]);
  });

  it('imports next only in app, components, the gate and the proxy, and never server-only', () => {
    const wrong = imports.filter(
      (one) =>
        /^(?:next|next-auth|react|react-dom)(?:\/|$)/.test(one.to) &&
        ['kernel', 'engine', 'noun', 'jobs', 'db'].includes(placeOf(one.from).room) &&
        placeOf(one.from).file !== 'cache',
    );
    expect(wrong.map((one) => `${one.from} → ${one.to}`)).toEqual([]);
    expect(imports.filter((one) => one.to === 'server-only').map((one) => one.from)).toEqual([]);
  });

  it('mints a Ctx in the gate alone', () => {
    const minting = files.filter((path) => /\bmintCtx\(/.test(readFileSync(join(root, path), 'utf8')));
    expect(minting.filter((path) => !path.startsWith('lib/gate/') && path !== 'lib/ctx.ts')).toEqual([]);
  });

  it('reads the environment in one file', () => {
    const reading = files.filter((path) => readFileSync(join(root, path), 'utf8').includes('process.env'));
    expect(reading.filter((path) => path !== 'lib/env.ts')).toEqual([]);
  });

  it('has no hook for tests and no off switch', () => {
    const hook = /KEYHAVEN_FAKE|VITEST|'test'\s*===|===\s*'test'|rejectUnauthorized: false/;
    const hooked = files.filter(
      (path) => /^(?:lib|db)\//.test(path) && hook.test(readFileSync(join(root, path), 'utf8')),
    );
    expect(hooked).toEqual([]);
  });

  it('has every server action made by the gate', () => {
    const loose = files
      .filter((path) => path.endsWith('/actions.ts'))
      .flatMap((path) =>
        [
          ...readFileSync(join(root, path), 'utf8').matchAll(
            /^export (?!const \w+ = (?:action|userAction|publicAction)\().*$/gm,
          ),
        ].map((match) => `${path}: ${match[0]}`),
      );
    expect(loose).toEqual([]);
    const elsewhere = files.filter(
      (path) => /^['"]use server['"]/m.test(readFileSync(join(root, path), 'utf8')) && !path.endsWith('/actions.ts'),
    );
    expect(elsewhere).toEqual([]);
  });

  it('refuses an arrow that is broken on purpose', () => {
    const refused = [
      ['lib/credentials/commands.ts', 'components/ui/button.tsx'],
      ['lib/vault/seal.ts', 'db/client.ts'],
      ['lib/verify/verify.ts', 'lib/vault/seal.ts'],
      ['components/credentials/card.tsx', 'lib/credentials/commands.ts'],
      ['components/credentials/card.tsx', 'db/client.ts'],
      ['app/page.tsx', 'lib/credentials/commands.ts'],
      ['lib/errors.ts', 'db/client.ts'],
      ['db/client.ts', 'lib/credentials/model.ts'],
    ] as const;
    for (const [from, to] of refused) {
      const isKept = isAllowed(placeOf(from), placeOf(to));
      expect(isKept, `${from} → ${to}`).toBe(false);
    }
  });
});

function cycleIn(arrows: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string | null => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name].join(' → ');
    if (done.has(name)) return null;
    for (const next of arrows.get(name) ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return null;
  };
  for (const name of arrows.keys()) {
    const cycle = visit(name, []);
    if (cycle) return cycle;
  }
  return null;
}
