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

type Drawable = Parameters<typeof iconOf>[0];

/** By what is drawn, not by whose it is: whoever asks for the file learns nothing of which components there are. */
export function iconFileOf(component: Drawable): string {
  const key = component.icon && 'simpleIcon' in component.icon ? component.icon.simpleIcon : '';
  const shape = iconOf(component);
  return `${'monogram' in shape ? shape.monogram : key}.svg`;
}

/** That file, as an SVG document. Null: there is none of this name. */
export function drawIcon(fileName: string): string | null {
  const name = /^(.*)\.svg$/u.exec(fileName)?.[1] ?? '';
  const path = paths.get(name);
  if (path !== undefined) return svg(`<path d="${path}"/>`);
  if (!/^(?:[\p{L}\p{N}]{1,4}|\?)$/u.test(name)) return null;
  const face = 'font-family="system-ui, sans-serif" font-size="13" font-weight="600" text-anchor="middle"';
  return svg(`<text x="12" y="16.5" ${face}>${name}</text>`);
}

/** In a grey that can be seen on light and on dark pages. */
const svg = (drawn: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#6b7280">${drawn}</svg>`;
