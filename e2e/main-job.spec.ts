import { expect, test } from '@playwright/test';
import { goodTokens } from './fakes/good-tokens.ts';
import { hydrated, setUp, watchConsole } from './test.ts';
import { world } from './world.ts';

const password = 'pale water, ink and hairlines';
const passphrase = 'a file carried by hand';

test('the main job, by a new user on a fresh machine', async ({ page }) => {
  test.setTimeout(180_000);
  const errors = watchConsole(page);
  const dialog = page.locator('.dialog');
  const badge = page.locator('.card', { hasText: 'GitHub' }).locator('.count');

  // The owner, the first tenant.
  await setUp(page, world().setupUrl, password);

  // A credential that is proved before it is kept.
  await page.getByRole('button', { name: 'Create Credential' }).click();
  await dialog.getByText('GitHub').click();
  await dialog.getByLabel('Name').fill('Deploy token');
  await dialog.getByRole('textbox', { name: /token/i }).fill('not-the-token');
  await dialog.getByRole('button', { name: 'Verify and save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('GitHub did not accept');
  await expect(badge).toHaveCount(0);
  await dialog.getByRole('textbox', { name: /token/i }).fill(goodTokens.github);
  await dialog.getByRole('button', { name: 'Verify and save' }).click();
  await expect(dialog).toBeHidden();
  await expect(badge).toContainText('1 credential');

  // Out as a file.
  await page.getByRole('link', { name: /GitHub/ }).click();
  await page.getByRole('checkbox', { name: /Deploy token/ }).check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Export' }).click();
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await dialog.getByLabel(/again/i).fill(passphrase);
  await dialog.getByLabel(/reason|why/i).fill('Move to Contoso');
  await dialog.getByLabel(/your password/i).fill(password);
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const file = await (await download).path();
  await expect(dialog).toBeHidden();

  // Into another tenant.
  await page.getByRole('button', { name: /Northwind/ }).click();
  await page.getByRole('menuitem', { name: 'New tenant' }).click();
  await dialog.getByRole('textbox', { name: 'Tenant' }).fill('Contoso');
  await dialog.getByRole('button', { name: 'Create tenant' }).click();
  await expect(page).toHaveURL(/\/contoso\//);
  await importFile();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByText('Deploy token')).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(badge).toContainText('1 credential');

  // Once more: a conflict, decided.
  await importFile();
  await expect(dialog).toContainText('already exists');
  await dialog.getByRole('button', { name: /^Override existing App Credentials/ }).click();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(badge).toContainText('1 credential');
  await importFile();
  await dialog.getByRole('button', { name: /^Create Adds/ }).click();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(badge).toContainText('2 credentials');
  expect(errors()).toEqual([]);

  async function importFile(): Promise<void> {
    await hydrated(page);
    await page.getByRole('button', { name: 'Import Credential' }).click();
    await dialog.locator('input[type=file]').setInputFiles(file);
    await dialog.getByLabel('Passphrase').fill(passphrase);
    await dialog.getByRole('button', { name: /Unlock|Open/ }).click();
  }
});
