import { password } from './people.ts';
import { shownConsumer } from './sample-consumers.ts';
import { dialogOf, visit, type Stage } from './scene-steps.ts';
import type { Scene } from './scenes.ts';
import { world } from './world.ts';

async function openNewKey({ page, open }: Stage, name: string): Promise<void> {
  await open('settings/api-keys');
  await page.getByRole('button', { name: 'New API key' }).click();
  await dialogOf(page).getByRole('textbox', { name: 'Name' }).fill(name);
  await dialogOf(page)
    .getByRole('checkbox', { name: /^Fetch secrets/ })
    .check();
}

async function openConsumer({ page, open }: Stage): Promise<void> {
  await open('consumers');
  await page.getByRole('link', { name: shownConsumer, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: shownConsumer }).waitFor();
}

/** What programs come in with, and on whose behalf. */
export const apiKeyPages: readonly Scene[] = [
  { name: 'api-keys', go: ({ open }) => open('settings/api-keys') },
  { name: 'api-keys-consumers', go: ({ open }) => open('settings/api-keys?of=consumers') },
  { name: 'consumers', go: ({ open }) => open('consumers') },
  {
    name: 'consumers-empty',
    go: ({ page, sample }) =>
      visit(page, `${world().origin}/${sample.empty.tenant}/${sample.empty.workspace}/consumers`),
  },
  { name: 'consumer', go: openConsumer },
];

export const apiKeyScenes: readonly Scene[] = [
  { name: 'api-key-new', go: (stage) => openNewKey(stage, 'Order desk') },
  {
    name: 'api-key-revoke',
    go: async ({ page, open }) => {
      await open('settings/api-keys');
      await page.getByRole('button', { name: 'More for Billing sync' }).click();
      await page.getByRole('menuitem', { name: 'Revoke' }).click();
      await dialogOf(page).getByRole('button', { name: 'Revoke Billing sync' }).waitFor();
    },
  },
  {
    name: 'consumer-delete',
    go: async (stage) => {
      await openConsumer(stage);
      await stage.page.getByRole('button', { name: 'Delete consumer' }).click();
      await dialogOf(stage.page).getByLabel('Type the consumer id').fill('customer-104');
    },
  },
  {
    name: 'api-key-once',
    go: async (stage) => {
      await openNewKey(stage, 'Order desk');
      const dialog = dialogOf(stage.page);
      await dialog.getByLabel('Your password').fill(password);
      await dialog.getByRole('button', { name: 'Make the key' }).click();
      await dialog.getByLabel('API key', { exact: true }).waitFor();
    },
  },
];
