import type { FlowItem } from '#lib/bson/flow.ts';
import type { CredentialItem } from '#lib/bson/item.ts';
import { writeContainer, type ContainerInput } from '#lib/bson/write.ts';
import { readDraft } from '#lib/credentials/model.ts';
import { dayMs, hourMs } from '#lib/clock.ts';
import { platformVersion } from '#lib/version.ts';
import { sampleCredentials, type SampleCredential } from './sample-credentials.ts';
import { goodTokens } from './fakes/good-tokens.ts';

export const filePassphrase = 'a file carried by hand';

/** What a browser is given in place of a file on a disk. */
export interface SampleFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export interface SampleFiles {
  /** Six credentials: two new ones, four that meet one here, one of which cannot be overridden. */
  readonly several: SampleFile;
  /** One that meets one here. */
  readonly one: SampleFile;
  readonly flow: SampleFile;
  /** Not whole. */
  readonly damaged: SampleFile;
}

function sample(identifier: string): SampleCredential {
  const found = sampleCredentials.find((one) => one.identifier === identifier);
  if (!found) throw new Error(`no sample credential ${identifier}`);
  return found;
}

function itemOf(from: SampleCredential, now: number, change: Partial<CredentialItem> = {}): CredentialItem {
  const { identifier, name, component, authType, environment, settings, secret } = { ...from, ...change };
  const draft = readDraft({ component, authType, settings, secret });
  return {
    identifier,
    name,
    component,
    authType,
    environment,
    settings: draft.settings,
    metadata: {},
    secret: { ...draft.secret },
    audience: [...draft.audience],
    version: { id: `${identifier}-2`, number: 2, savedAt: new Date(now - dayMs) },
  };
}

/** Saved long before what the workspace has by now. */
const fromBefore = (item: CredentialItem): CredentialItem => ({
  ...item,
  version: { ...item.version, savedAt: new Date(item.version.savedAt.getTime() - 60 * dayMs) },
});

const severalItems = (now: number): CredentialItem[] => [
  itemOf(sample('gh-deploy-token'), now),
  fromBefore(
    itemOf(sample('pg-orders-replica'), now, { name: 'Orders replica', secret: { password: 'ink and hairlines' } }),
  ),
  itemOf(sample('stripe-billing'), now, { identifier: 'stripe-billing-eu', secret: { apiKey: goodTokens.stripe } }),
  itemOf(sample('slack-incident-room'), now, { identifier: 'slack-ops-alerts', name: 'Ops alerts' }),
  itemOf(sample('mc-newsletter'), now, { identifier: 'mc-spring-campaign', name: 'Spring campaign' }),
  itemOf(sample('rest-carrier-rates'), now, { identifier: 'rest-customs', name: 'Customs API' }),
];

/** A flow of the staging workspace: two of its steps mean a credential here, one of which fails. */
const orderSync: FlowItem = {
  identifier: 'flow-order-sync-staging',
  name: 'Order sync',
  steps: [
    { name: 'Read new orders', component: 'postgres', credential: meaning('pg-orders-replica') },
    { name: 'Book them', component: 'postgres', credential: meaning('pg-ledger', 'pg-ledger-staging') },
    {
      name: 'Ask for rates',
      component: 'rest',
      credential: { identifier: 'rest-rates', name: 'Rates, staging', environment: 'staging', authType: 'api_key' },
    },
    { name: 'Archive', component: 'vault-archive', credential: null },
  ],
};

function meaning(identifier: string, there = identifier): FlowItem['steps'][number]['credential'] {
  const { name, authType } = sample(identifier);
  return { identifier: there, name, authType, environment: 'staging' };
}

type Signer = ContainerInput['signer'];

async function fileOf(
  name: string,
  items: readonly Readonly<Record<string, unknown>>[],
  { now, signer }: { now: number; signer: Signer },
  resourceType: 'credential' | 'flow' = 'credential',
): Promise<SampleFile> {
  const parts: Buffer[] = [];
  const container = writeContainer({
    resourceType,
    platformVersion,
    exportId: `exp_${name}`,
    exportedAt: new Date(now - hourMs),
    origin: { tenantName: 'Northwind', workspaceName: 'Staging' },
    count: items.length,
    items,
    sealing: { kind: 'passphrase', passphrase: filePassphrase },
    signer,
  });
  for await (const part of container) parts.push(part);
  return { name: `${name}.bson`, mimeType: 'application/bson', buffer: Buffer.concat(parts) };
}

/** All signed by the tenant they come from. */
export async function sampleFiles(now: number, signer: Signer): Promise<SampleFiles> {
  const several = await fileOf('northwind-staging', severalItems(now), { now, signer });
  const replica = itemOf(sample('pg-orders-replica'), now, {
    settings: { ...sample('pg-orders-replica').settings, host: 'db2.northwind.example' },
    secret: { password: 'ink and hairlines' },
  });
  return {
    several,
    one: await fileOf('orders-replica', [replica], { now, signer }),
    flow: await fileOf('order-sync', [orderSync], { now, signer }, 'flow'),
    damaged: { ...several, name: 'half-a-download.bson', buffer: several.buffer.subarray(0, 1_200) },
  };
}
