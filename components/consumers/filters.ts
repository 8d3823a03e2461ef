import { createLoader, createSerializer } from 'nuqs/server';
import { listParsers, type SearchParams } from '#components/credentials/filters.ts';
import { consumerSearch, type ConsumerSearch } from '#lib/consumers/schema.ts';

/** The list of consumers in the address: what is looked for, and where the page begins. */
const consumerParsers = { q: listParsers.q, after: listParsers.after };

const load = createLoader(consumerParsers);
export const consumerListHref = createSerializer(consumerParsers);

/** What an address asks for. One that was tampered with asks for everything. */
export async function loadConsumerFilter(searchParams: SearchParams): Promise<ConsumerSearch> {
  const { q, after } = await load(searchParams);
  const parsed = consumerSearch.safeParse({ q, after: after || null });
  return parsed.success ? parsed.data : {};
}
