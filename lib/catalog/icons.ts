import {
  siAirtable,
  siGithub,
  siGoogle,
  siHubspot,
  siIntercom,
  siJira,
  siMailchimp,
  siNotion,
  siPostgresql,
  siQuickbooks,
  siRedis,
  siStripe,
  siXero,
  siZendesk,
  siZoho,
} from 'simple-icons';
import type { Icon } from './schema.ts';

/** A path to be drawn in `currentColor` in a box of 24 × 24, or two letters where there is no icon to draw. */
export type IconShape = { readonly path: string } | { readonly monogram: string };

/** Named one by one, so that a bundler takes these and not all three thousand. */
const paths = new Map(
  Object.entries({
    siAirtable,
    siGithub,
    siGoogle,
    siHubspot,
    siIntercom,
    siJira,
    siMailchimp,
    siNotion,
    siPostgresql,
    siQuickbooks,
    siRedis,
    siStripe,
    siXero,
    siZendesk,
    siZoho,
  }).map(([key, icon]) => [key, icon.path]),
);

/** A monogram of its name for a component without an icon here, and for one whose manifest cannot be read. */
export function iconOf(component: { readonly name: string; readonly icon?: Icon }): IconShape {
  if (!component.icon) return { monogram: monogramOf(component.name) };
  if ('monogram' in component.icon) return { monogram: component.icon.monogram };
  const path = paths.get(component.icon.simpleIcon);
  return path === undefined ? { monogram: monogramOf(component.name) } : { path };
}

/** `Amazon S3` → `Am`. Also for a component whose manifest cannot be read. */
export function monogramOf(name: string): string {
  const [first = '?', second = ''] = name.replaceAll(/[^\p{L}\p{N}]/gu, '');
  return first.toUpperCase() + second.toLowerCase();
}
