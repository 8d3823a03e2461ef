import type { Metadata } from 'next';
import { Vault } from '#components/vault/vault.tsx';
import { listComponents } from '#lib/catalog/catalog.ts';
import { iconOf } from '#lib/catalog/icons.ts';
import { env } from '#lib/env.ts';
import { vaultPage } from '#lib/vault-sign-ins/schema.ts';

export const metadata: Metadata = { title: 'Connections' };

/**
 * For consumers, who have no account here: their session comes behind the # of the address, and is the business of the
 * listener for machines alone.
 */
export default function VaultPage() {
  const icons = Object.fromEntries(
    listComponents().flatMap((entry) => ('broken' in entry ? [] : [[entry.id, iconOf(entry)]])),
  );
  return <Vault apiOrigin={env.apiAddress} page={vaultPage()} icons={icons} />;
}
