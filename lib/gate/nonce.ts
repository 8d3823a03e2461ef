import { headers } from 'next/headers';
import { nonceHeader } from './policy.ts';

/** The nonce `proxy.ts` gave this page. Reading it makes every page dynamic, which a nonce needs. */
export async function pageNonce(): Promise<string | undefined> {
  return (await headers()).get(nonceHeader) ?? undefined;
}
