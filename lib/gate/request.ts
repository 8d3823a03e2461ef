import { cache } from 'react';
import { headers } from 'next/headers';
import { newId } from '#lib/ids.ts';
import { clientAddress } from './address.ts';

/** What is known of a request before anybody is signed in. */
export interface RequestFacts {
  readonly requestId: string;
  readonly address: string;
  readonly agent: string;
  readonly headers: Headers;
}

const agentCharactersMax = 300;

export const factsOf = (headers: Headers): RequestFacts => ({
  requestId: newId('req'),
  address: clientAddress(headers),
  agent: (headers.get('user-agent') ?? '').slice(0, agentCharactersMax),
  headers,
});

/** One for all server components of a page. */
export const requestFacts = cache(async (): Promise<RequestFacts> => factsOf(await headers()));
