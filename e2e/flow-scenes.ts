import type { Page } from '@playwright/test';
import { addInPlace, choose, dialogOf, openPicker, openStep, type Stage } from './scene-steps.ts';
import { filePassphrase } from './sample-files.ts';
import { sampleFlowId } from './sample-flows.ts';
import type { Scene } from './scenes.ts';

async function openImport({ page, open }: Stage): Promise<void> {
  await open('flows');
  await page.getByRole('button', { name: 'Import Flow' }).click();
  await dialogOf(page).locator('[data-hydrated]').waitFor();
}

async function unlock(page: Page): Promise<void> {
  await dialogOf(page).getByLabel('Passphrase').fill(filePassphrase);
  await dialogOf(page).getByRole('button', { name: 'Unlock' }).click();
  await dialogOf(page).getByText('Signature holds').waitFor();
}

/** A flow in the builder, and on its way out and in. */
export const flowScenes: readonly Scene[] = [
  {
    name: 'flow-picker',
    go: async (stage) => {
      await openStep(stage, 'Stock alert', 'Ask the warehouse');
      await openPicker(stage.page);
    },
  },
  {
    name: 'flow-inline-add',
    go: async (stage) => {
      await openStep(stage, 'Stock alert', 'Ask the warehouse');
      await addInPlace(stage.page);
    },
  },
  {
    name: 'flow-export',
    go: async ({ page, open }) => {
      await open(`flows/${sampleFlowId('Order sync')}`);
      await page.getByRole('button', { name: /^More/ }).click();
      await page.getByRole('menuitem', { name: 'Export' }).click();
      await dialogOf(page).getByLabel('Passphrase', { exact: true }).waitFor();
    },
  },
  { name: 'flow-import-upload', go: openImport },
  {
    name: 'flow-import',
    go: async (stage) => {
      await openImport(stage);
      await choose(stage.page, stage.sample.files.flow);
      await unlock(stage.page);
    },
  },
  {
    name: 'flow-import-refused',
    go: async (stage) => {
      await openImport(stage);
      await choose(stage.page, stage.sample.files.one);
      await dialogOf(stage.page).getByRole('alert').waitFor();
    },
  },
  {
    name: 'flow-import-result',
    go: async (stage) => {
      await openImport(stage);
      await choose(stage.page, stage.sample.files.flow);
      await unlock(stage.page);
      await dialogOf(stage.page).getByRole('button', { name: 'Create', exact: true }).click();
      await dialogOf(stage.page).getByText('is here as a draft').waitFor();
    },
  },
];
