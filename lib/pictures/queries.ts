import { findComponent } from '#lib/catalog/catalog.ts';
import { iconFileOf } from '#lib/catalog/icons.ts';
import { env } from '#lib/env.ts';

/** Where the picture of a component is, for pages of other software. Null: it is not here any more. */
export function iconAddressOf(component: string): string | null {
  const entry = findComponent(component);
  return entry && `${env.apiAddress}/icons/${encodeURIComponent(iconFileOf(entry))}`;
}

/** The same by the names it has on a connection: there is one in one size. */
export function picturesOf(component: string) {
  const address = iconAddressOf(component);
  return { icon: address, logo: address };
}
