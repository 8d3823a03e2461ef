import { dialogOf, type Stage } from './scene-steps.ts';
import type { Scene } from './scenes.ts';

async function openApp({ page, open }: Stage, name: string): Promise<void> {
  await open('settings/oauth-apps');
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** What a tenant is at the providers it connects to. */
export const oauthAppPages: readonly Scene[] = [
  { name: 'oauth-apps', go: ({ open }) => open('settings/oauth-apps') },
  { name: 'oauth-app', go: (stage) => openApp(stage, 'Northwind CRM') },
];

export const oauthAppScenes: readonly Scene[] = [
  {
    name: 'oauth-app-new',
    go: async ({ page, open }) => {
      await open('settings/oauth-apps?create=google');
      await dialogOf(page).getByLabel('Name', { exact: true }).fill('Northwind Workspace, staging');
      await dialogOf(page).getByLabel('Add scopes').fill('https://www.googleapis.com/auth/calendar.readonly');
      await dialogOf(page).getByLabel('Add scopes').press('Enter');
    },
  },
  {
    name: 'oauth-app-edit',
    go: async (stage) => {
      await openApp(stage, 'Harbour ERP');
      await stage.page.getByRole('button', { name: 'Edit' }).click();
      await dialogOf(stage.page).getByLabel('Extra parameters').waitFor();
    },
  },
  {
    name: 'oauth-app-in-use',
    go: async (stage) => {
      await openApp(stage, 'Northwind CRM');
      await stage.page.getByRole('button', { name: 'Delete' }).click();
      await dialogOf(stage.page).getByRole('button', { name: 'Delete Northwind CRM' }).click();
      await dialogOf(stage.page).getByText('Nothing was deleted.').waitFor();
    },
  },
];
