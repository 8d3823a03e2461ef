import { dialogOf, type Stage } from './scene-steps.ts';
import type { Scene } from './scenes.ts';

async function openWebhook({ page, open }: Stage, name: string): Promise<void> {
  await open('settings/webhooks');
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Who is told what happens, and what became of it. */
export const webhookPages: readonly Scene[] = [
  { name: 'webhooks', go: ({ open }) => open('settings/webhooks') },
  { name: 'webhook', go: (stage) => openWebhook(stage, 'On-call') },
];

export const webhookScenes: readonly Scene[] = [
  {
    name: 'webhook-new',
    go: async ({ page, open }) => {
      await open('settings/webhooks');
      await page.getByRole('button', { name: 'New webhook' }).click();
      await dialogOf(page).getByLabel('Address').fill('https://orders.northwind.example/keyhaven');
      await dialogOf(page).getByLabel('All of them').uncheck();
      await dialogOf(page).getByText('A check failed that passed before').waitFor();
    },
  },
  {
    name: 'webhook-tries',
    go: async (stage) => {
      await openWebhook(stage, 'On-call');
      const row = stage.page.locator('tbody tr', { hasText: 'Given up' });
      await row.getByRole('button', { name: /^More for/ }).click();
      await stage.page.getByRole('menuitem', { name: 'Show the tries' }).click();
      await dialogOf(stage.page).getByRole('row', { name: /^10 / }).waitFor();
    },
  },
  {
    name: 'webhook-test',
    go: async (stage) => {
      await openWebhook(stage, 'Former portal');
      await stage.page.getByRole('button', { name: 'Send a test' }).click();
      await dialogOf(stage.page).getByRole('button', { name: 'Send', exact: true }).click();
      await dialogOf(stage.page).getByText('It did not arrive').waitFor();
    },
  },
  {
    name: 'webhook-secret',
    go: async (stage) => {
      await openWebhook(stage, 'Order desk');
      await stage.page.getByRole('button', { name: 'Rotate' }).click();
      await dialogOf(stage.page).getByRole('button', { name: 'Rotate', exact: true }).click();
      await dialogOf(stage.page).getByLabel('Signing secret').waitFor();
    },
  },
];
