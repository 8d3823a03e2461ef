import { serialize } from 'bson';
import { isAppError, type AppError } from '#lib/errors.ts';
import { fingerprint, newSigningKey } from '#lib/vault/signing.ts';
import { newReceivingKey } from '#lib/vault/x25519.ts';
import type { FlowItem } from './flow.ts';
import type { CredentialItem } from './item.ts';
import type { Unlock } from './unlock.ts';
import { writeContainer, type ContainerInput } from './write.ts';

/* For tests alone: files to read, and ways to spoil them. */

export const passphrase = 'correct horse battery staple';

export function sampleItem(n: number): CredentialItem {
  return {
    identifier: `slack-${n}`,
    name: `Slack ${n}`,
    component: 'slack',
    authType: 'bearer',
    environment: 'production',
    settings: { team: 'T024', retries: 3, ratio: 0.5, isBot: true },
    metadata: { owner: 'zoë' },
    secret: { token: `not-a-real-token-${n}` },
    audience: ['https://slack.com:443'],
    version: { id: `ver_${n}`, number: n, savedAt: new Date(1_790_000_000_000 + n) },
  };
}

export const sampleItems = (count: number): CredentialItem[] =>
  Array.from({ length: count }, (_, index) => sampleItem(index + 1));

export function sampleFlow(n: number): FlowItem {
  return {
    identifier: `flow-${n}`,
    name: `Order sync ${n}`,
    steps: [
      {
        name: 'Tell the channel',
        component: 'slack',
        credential: { identifier: 'slack-1', name: 'Slack 1', environment: 'production', authType: 'bearer' },
      },
      { name: 'Wait for a person', component: 'rest', credential: null },
    ],
  };
}

export const signer = newSigningKey();

/** An installation that "wraps" by turning the bits over: what is tested is the container, not the keyring. */
const turned = (key: Buffer): Buffer => Buffer.from(key.map((byte) => byte ^ 0xff));

export const installation: Unlock = { kind: 'installation', unwrap: async (_, wrapped) => turned(wrapped) };

export const receiver = newReceivingKey();

/** The tenant that receives by `receiver`, and by nothing else. */
export const receiving: Unlock = {
  kind: 'recipient',
  privateKeyOf: async (recipient) => (recipient === fingerprint(receiver.publicKey) ? receiver.privateKey : null),
};

export function containerInput(items: readonly Record<string, unknown>[], changes: Partial<ContainerInput> = {}) {
  return {
    resourceType: 'credential',
    platformVersion: '0.1.0',
    exportId: 'exp_1',
    exportedAt: new Date(1_790_000_000_000),
    origin: { tenantName: 'Acme', workspaceName: 'Production' },
    count: items.length,
    items,
    sealing: {
      kind: 'installation',
      wrap: async (fileKey) => ({ installationId: 'ins_1', wrapped: turned(fileKey) }),
    },
    signer,
    ...changes,
  } satisfies ContainerInput;
}

export async function containerDocuments(
  items: readonly Record<string, unknown>[],
  changes: Partial<ContainerInput> = {},
): Promise<Buffer[]> {
  return collect(writeContainer(containerInput(items, changes)));
}

export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

export async function* inChunks(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A file made by any BSON library: documents one after the other. */
export const plainFile = (...documents: readonly Record<string, unknown>[]): AsyncGenerator<Uint8Array> =>
  inChunks(Buffer.concat(documents.map((document) => serialize(document))));

/** The refusal of what is run; fails the test when it is not refused, or refused by an accident of the code. */
export async function refusalOf(run: () => unknown): Promise<AppError> {
  try {
    await run();
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}
