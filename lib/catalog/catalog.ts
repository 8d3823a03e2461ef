import { AppError, notFound } from '#lib/errors.ts';
import { github } from './manifests/github.ts';
import { mailchimp } from './manifests/mailchimp.ts';
import { postgres } from './manifests/postgres.ts';
import { rest } from './manifests/rest.ts';
import { slack } from './manifests/slack.ts';
import { stripe } from './manifests/stripe.ts';
import { manifest, type Manifest, type ManifestSource } from './schema.ts';

const sources: readonly ManifestSource[] = [github, mailchimp, postgres, rest, slack, stripe];

/** Stands in the place of a component whose manifest cannot be read. */
export interface BrokenComponent {
  readonly id: string;
  readonly name: string;
  readonly broken: 'CAT-102';
}

export type CatalogEntry = Manifest | BrokenComponent;

export interface Catalog {
  /** Every component, by name. */
  readonly listComponents: () => readonly CatalogEntry[];
  readonly findComponent: (id: string) => CatalogEntry | null;
  /** NOT_FOUND when there is none of this id, CAT-102 when its manifest cannot be read. */
  readonly getComponent: (id: string) => Manifest;
}

const broken = (id: string, name: string): BrokenComponent => ({ id, name, broken: 'CAT-102' });

const textOf = (source: unknown, key: string): string | null => {
  const value: unknown = typeof source === 'object' && source !== null ? Reflect.get(source, key) : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
};

function entryOf(source: unknown, index: number): CatalogEntry {
  const read = manifest.safeParse(source);
  if (read.success) return read.data;
  const id = textOf(source, 'id') ?? `unreadable-${index + 1}`;
  return broken(id, textOf(source, 'name') ?? id);
}

/** Reads manifests one by one: a malformed one spoils only its own place, two of the same id only that id. */
export function createCatalog(manifests: readonly unknown[]): Catalog {
  const entries = new Map<string, CatalogEntry>();
  for (const [index, source] of manifests.entries()) {
    const entry = entryOf(source, index);
    const known = entries.get(entry.id);
    entries.set(entry.id, known ? broken(known.id, known.name) : entry);
  }
  const sorted = [...entries.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));

  const findComponent = (id: string): CatalogEntry | null => entries.get(id) ?? null;
  return {
    listComponents: () => sorted,
    findComponent,
    getComponent: (id) => {
      const entry = findComponent(id);
      if (!entry) throw notFound('This app');
      if ('broken' in entry) throw new AppError(entry.broken, `The manifest of ${entry.name} cannot be read.`, { id });
      return entry;
    },
  };
}

export const { listComponents, findComponent, getComponent } = createCatalog(sources);
