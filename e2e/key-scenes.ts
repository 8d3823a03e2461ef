import { sampleKey } from './sample-keys.ts';
import { chooseMore, dialogOf } from './scene-steps.ts';
import { sampleId } from './sample.ts';
import type { Scene } from './scenes.ts';

/** The keys of a tenant, and whom it seals for and believes. */
export const keyPages: readonly Scene[] = [{ name: 'settings-keys', go: ({ open }) => open('settings/keys') }];

export const keyScenes: readonly Scene[] = [
  {
    name: 'key-rotate',
    go: async ({ page, open }) => {
      await open('settings/keys');
      await page.getByRole('button', { name: 'Rotate the receiving key' }).click();
      await dialogOf(page).getByLabel('Your password').waitFor();
    },
  },
  {
    name: 'recipient-add',
    go: async ({ page, open }) => {
      await open('settings/keys');
      await page.getByRole('button', { name: 'Add recipient' }).click();
      await dialogOf(page).getByLabel('Name').fill('Wide World, operations');
      await dialogOf(page).getByLabel('Receiving key').fill(sampleKey);
      await dialogOf(page).getByText('Somebody not kept here yet').waitFor();
    },
  },
  {
    name: 'export-recipient',
    go: async (stage) => {
      await chooseMore(stage, `postgres/${sampleId('pg-orders-replica')}`, 'Export');
      const dialog = dialogOf(stage.page);
      await dialog.getByText('A tenant', { exact: true }).click();
      await dialog.getByLabel('Recipient').selectOption('Contoso');
      await dialog.getByText('Fingerprint').waitFor();
    },
  },
];
