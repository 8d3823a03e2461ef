import { env } from '#lib/env.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { airtable } from './manifests/airtable.ts';
import { github } from './manifests/github.ts';
import { google } from './manifests/google.ts';
import { hubspot } from './manifests/hubspot.ts';
import { intercom } from './manifests/intercom.ts';
import { jira } from './manifests/jira.ts';
import { mailchimp } from './manifests/mailchimp.ts';
import { microsoft } from './manifests/microsoft.ts';
import { mysql } from './manifests/mysql.ts';
import { notion } from './manifests/notion.ts';
import { oauth2 } from './manifests/oauth2.ts';
import { openai } from './manifests/openai.ts';
import { postgres } from './manifests/postgres.ts';
import { quickbooks } from './manifests/quickbooks.ts';
import { redis } from './manifests/redis.ts';
import { rest } from './manifests/rest.ts';
import { salesforce } from './manifests/salesforce.ts';
import { sendgrid } from './manifests/sendgrid.ts';
import { slack } from './manifests/slack.ts';
import { smtp } from './manifests/smtp.ts';
import { stripe } from './manifests/stripe.ts';
import { twilio } from './manifests/twilio.ts';
import { xero } from './manifests/xero.ts';
import { zendesk } from './manifests/zendesk.ts';
import { zoho } from './manifests/zoho.ts';
import { entriesOfFiles, readOwnFiles, type OwnFile } from './own.ts';
import { manifest, type Manifest, type ManifestSource } from './schema.ts';

const sources: readonly ManifestSource[] = [
  airtable,
  github,
  google,
  hubspot,
  intercom,
  jira,
  mailchimp,
  microsoft,
  mysql,
  notion,
  oauth2,
  openai,
  postgres,
  quickbooks,
  redis,
  rest,
  salesforce,
  sendgrid,
  slack,
  smtp,
  stripe,
  twilio,
  xero,
  zendesk,
  zoho,
];

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

/**
 * Reads manifests one by one: a malformed one spoils only its own place, two of the same id only that id. Files of an
 * operator come after them: none may stand in the place of a manifest of ours.
 */
export function createCatalog(manifests: readonly unknown[], files: readonly OwnFile[] = []): Catalog {
  const entries = new Map<string, CatalogEntry>();
  const add = (entry: CatalogEntry): void => {
    const known = entries.get(entry.id);
    entries.set(entry.id, known ? broken(known.id, known.name) : entry);
  };
  for (const [index, source] of manifests.entries()) add(entryOf(source, index));
  for (const entry of entriesOfFiles(files, new Set(entries.keys()))) add(entry);
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

let catalog: Catalog | undefined;

/** Read at first use: a new file of an operator is seen by the next start. */
const loaded = (): Catalog => (catalog ??= createCatalog(sources, readOwnFiles(env.componentsDir)));

export const listComponents: Catalog['listComponents'] = () => loaded().listComponents();
export const findComponent: Catalog['findComponent'] = (id) => loaded().findComponent(id);
export const getComponent: Catalog['getComponent'] = (id) => loaded().getComponent(id);
