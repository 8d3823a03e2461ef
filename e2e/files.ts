import type { Locator, Page } from '@playwright/test';
import { serialize } from 'bson';
import type { FlowItem } from '#lib/bson/flow.ts';
import type { CredentialItem } from '#lib/bson/item.ts';
import { writeContainer, type ContainerInput } from '#lib/bson/write.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { signingKey } from '#lib/installation/queries.ts';
import { goodTokens } from './fakes/good-tokens.ts';
import { dialogOf, open } from './forms.ts';

export const passphrase = 'a file carried by hand';

/** A credential as it travels; left alone it is a GitHub token that works. */
export const item = (name: string, change: Partial<CredentialItem> = {}): CredentialItem => ({
  identifier: newIdentifier('github'),
  name,
  component: 'github',
  authType: 'bearer',
  environment: 'production',
  settings: {},
  metadata: {},
  secret: { token: goodTokens.github },
  audience: ['https://api.github.com:443'],
  version: { id: newId('ver'), number: 1, savedAt: new Date(1_790_000_000_000) },
  ...change,
});

/** A flow as it travels. */
export const flowItem = (name: string, steps: FlowItem['steps'] = []): FlowItem => ({
  identifier: newIdentifier('flow'),
  name,
  steps,
});

/**
 * A container sealed to `passphrase` and signed by this installation, whom every tenant here takes without asking, unless
 * something else is wanted.
 */
export async function container(
  items: readonly Record<string, unknown>[],
  change: Partial<ContainerInput> = {},
): Promise<Buffer> {
  const documents: Buffer[] = [];
  const input: ContainerInput = {
    resourceType: 'credential',
    platformVersion: '0.1.0',
    exportId: newId('exp'),
    exportedAt: new Date(1_790_000_000_000),
    origin: { tenantName: 'Contoso', workspaceName: 'Staging' },
    count: items.length,
    items,
    sealing: { kind: 'passphrase', passphrase },
    signer: await signingKey(),
    ...change,
  };
  for await (const document of writeContainer(input)) documents.push(document);
  return Buffer.concat(documents);
}

/** A document as any BSON library writes it. */
export const plain = (document: Record<string, unknown>): Buffer => Buffer.from(serialize(document));

/** Opens the dialog on the dashboard and chooses the file. */
export async function upload(page: Page, base: string, bytes: Buffer | string, name = 'export.bson'): Promise<Locator> {
  await open(page, `${base}/credentials`);
  await page.getByRole('button', { name: 'Import Credential' }).click();
  return chosen(page, bytes, name);
}

/** The same dialog for flows, on their list. */
export async function uploadFlow(page: Page, base: string, bytes: Buffer): Promise<Locator> {
  await open(page, `${base}/flows`);
  await page.getByRole('button', { name: 'Import Flow' }).click();
  return chosen(page, bytes, 'order-sync.bson');
}

async function chosen(page: Page, bytes: Buffer | string, name: string): Promise<Locator> {
  const dialog = dialogOf(page);
  const file = typeof bytes === 'string' ? bytes : { name, mimeType: 'application/octet-stream', buffer: bytes };
  await dialog.locator('input[type=file]').setInputFiles(file);
  return dialog;
}

/** Upload, and through the passphrase to the preview. */
export const preview = async (page: Page, base: string, bytes: Buffer): Promise<Locator> =>
  unlocked(await upload(page, base, bytes));

export const previewFlow = async (page: Page, base: string, bytes: Buffer): Promise<Locator> =>
  unlocked(await uploadFlow(page, base, bytes));

async function unlocked(dialog: Locator): Promise<Locator> {
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await dialog.getByRole('button', { name: 'Unlock' }).click();
  return dialog;
}

/** Presses Create and waits until it is done. Answers the list of what was imported. */
export async function create(dialog: Locator): Promise<Locator> {
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  const imported = dialog.getByRole('region', { name: 'What was imported' });
  await imported.waitFor();
  return imported;
}
