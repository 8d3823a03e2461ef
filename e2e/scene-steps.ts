import type { Locator, Page } from '@playwright/test';
import { goodTokens } from './fakes/good-tokens.ts';
import { fieldOf } from './forms.ts';
import type { Sample } from './sample.ts';
import { sampleFlowId } from './sample-flows.ts';
import { filePassphrase, type SampleFile } from './sample-files.ts';

export interface Stage {
  readonly page: Page;
  readonly sample: Sample;
  /** Opens a page of the workspace that is full, below `/tenant/workspace`. */
  readonly open: (path: string) => Promise<void>;
}

export const dialogOf = (page: Page) => page.locator('.dialog').last();

export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(hasTakenOver);
}

/** React keeps what it knows of an element on the element: a button without it does nothing yet. */
const hasTakenOver = (): boolean =>
  [...document.querySelectorAll('button')].every((one) => Object.keys(one).some((key) => key.startsWith('__react')));

export const verify = (page: Page) => dialogOf(page).getByRole('button', { name: 'Verify and save' }).click();

export async function openForm({ page, open }: Stage, component: string): Promise<void> {
  await open(`credentials?create=${component}`);
  await dialogOf(page).getByLabel('Name').waitFor();
}

export async function fillGithub(page: Page): Promise<void> {
  await dialogOf(page).getByLabel('Name').fill('Nightly build');
  await fieldOf(dialogOf(page), 'Personal access token').fill('not-the-token');
  await verify(page);
}

export async function fillRest(stage: Stage, token: string): Promise<void> {
  await openForm(stage, 'rest');
  const dialog = dialogOf(stage.page);
  await dialog.getByText('Bearer token').click();
  await dialog.getByLabel('Name').fill('Customs API');
  await dialog.getByLabel('Base URL').fill('https://api.example-saas.com');
  await dialog.getByLabel('Token', { exact: true }).fill(token);
  await dialog.getByLabel('Test path').fill('/v1/me');
  await verify(stage.page);
}

export async function openImport({ page, open }: Stage): Promise<void> {
  await open('credentials');
  await page.getByRole('button', { name: 'Import Credential' }).click();
  await dialogOf(page).locator('[data-hydrated]').waitFor();
}

export const choose = (page: Page, file: SampleFile) => dialogOf(page).locator('input[type=file]').setInputFiles(file);

export async function unlock(page: Page, file: SampleFile): Promise<void> {
  await page.getByRole('button', { name: 'Import Credential' }).click();
  await dialogOf(page).locator('[data-hydrated]').waitFor();
  await choose(page, file);
  await dialogOf(page).getByLabel('Passphrase').fill(filePassphrase);
  await dialogOf(page).getByRole('button', { name: 'Unlock' }).click();
}

export async function review({ page, open }: Stage, file: SampleFile): Promise<void> {
  await open('credentials');
  await unlock(page, file);
  await dialogOf(page).getByText('Signature holds').or(dialogOf(page).getByText('already exists')).first().waitFor();
}

export const override = (page: Page) =>
  dialogOf(page).getByLabel('Do with Orders replica').selectOption('Override existing App Credentials');

export async function refused(stage: Stage, file: SampleFile): Promise<void> {
  await openImport(stage);
  await choose(stage.page, file);
  await dialogOf(stage.page).getByRole('alert').waitFor();
}

export async function chooseMore({ page, open }: Stage, path: string, item: string): Promise<void> {
  await open(`credentials/${path}`);
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
  await dialogOf(page).waitFor();
}

const settingsOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Step settings' });

/** The builder of a flow of the sample, with the settings of one step. */
export async function openStep({ page, open }: Stage, flow: string, step: string): Promise<void> {
  await open(`flows/${sampleFlowId(flow)}`);
  await page.locator('.stepcard', { hasText: step }).click();
  await settingsOf(page).getByRole('heading', { name: step }).waitFor();
}

export async function openPicker(page: Page): Promise<void> {
  await settingsOf(page).getByRole('combobox', { name: 'Credential' }).click();
  await page.locator('.picker').getByRole('option').first().waitFor();
}

/** A credential of the REST API that passes, added in the step. */
export async function addInPlace(page: Page): Promise<void> {
  await openPicker(page);
  await page.locator('.picker').getByRole('button', { name: 'Add new credential' }).click();
  const panel = settingsOf(page);
  await panel.getByText('Bearer token').click();
  await panel.getByLabel('Name', { exact: true }).fill('Warehouse, read only');
  await panel.getByLabel('Base URL').fill('https://api.example-saas.com');
  await panel.getByLabel('Token', { exact: true }).fill(goodTokens.rest);
  await panel.getByLabel('Test path').fill('/v1/me');
  await panel.getByRole('button', { name: 'Verify and save' }).click();
  await panel.getByRole('button', { name: 'Done' }).waitFor();
}
