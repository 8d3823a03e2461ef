import type { Locator, Page } from '@playwright/test';
import { listKeys } from '#lib/api-keys/queries.ts';
import { makeConsumerToken, makeKey } from '#lib/api-keys/testing.ts';
import { makeConsumer } from '#lib/consumers/testing.ts';
import { dayMs } from '#lib/clock.ts';
import { button, dialogOf, hasVisibleFocus, open, rowOf, tabTo, toastOf } from './forms.ts';
import { callApi } from './keys.ts';
import { join, newPerson, password } from './people.ts';
import { elsewhere, expect, test } from './test.ts';
import { world } from './world.ts';

const tick = (dialog: Locator, label: string): Promise<void> =>
  dialog.getByRole('checkbox', { name: new RegExp(`^${label}`) }).check();

const nameOf = (dialog: Locator): Locator => dialog.getByRole('textbox', { name: 'Name' });

/** The form of a key, opened and named. */
async function openForm(page: Page, base: string, name: string): Promise<Locator> {
  await open(page, `${base}/settings/api-keys`);
  await button(page, 'New API key').click();
  await nameOf(dialogOf(page)).fill(name);
  return dialogOf(page);
}

test('a key is made, shown once, works at once, and is refused from the moment it is revoked', async ({
  page,
  base,
  ctx,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const dialog = await openForm(page, base, 'Billing sync');
  await tick(dialog, 'Fetch secrets');
  await dialog.getByLabel('Your password').fill(password);
  await dialog.getByLabel('Ends').selectOption('In a year');
  await button(dialog, 'Make the key').click();
  const shown = dialog.getByLabel('API key', { exact: true });
  await expect(shown).toBeFocused();
  const key = await shown.inputValue();
  expect(key).toMatch(/^khk_[\w-]{43}$/);
  await expect(dialog).toContainText(`${world().apiOrigin}/v1/me`);
  await expect(dialog).toContainText(ctx.workspaceId);
  expect((await callApi('GET', '/v1/me', { key })).status).toBe(200);

  await dialog.getByRole('button', { name: 'Copy the key' }).click();
  await expect(dialog.getByRole('button', { name: 'Copied the key' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await button(dialog, 'Done').click();
  await expect(dialog).toBeHidden();
  const row = rowOf(page, 'Billing sync');
  await expect(row).toContainText(`khk_…${key.slice(-4)}`);
  await expect(row).toContainText('See, fetch secrets');
  await expect(row).toContainText('Mara Okafor');
  await expect(async () => {
    await page.reload();
    await expect(row).toContainText('just now', { timeout: 1_000 });
    await expect(row).toContainText('from 127.0.0.1');
  }).toPass();
  expect(await page.content()).not.toContain(key);

  await page.getByRole('button', { name: 'More for Billing sync' }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await button(dialog, 'Revoke Billing sync').click();
  await expect(toastOf(page).filter({ hasText: 'Revoked Billing sync.' })).toBeVisible();
  await expect(row).toContainText('Revoked');
  expect((await callApi('GET', '/v1/me', { key })).status).toBe(401);
  await page.getByRole('button', { name: 'More for Billing sync' }).click();
  await expect(page.getByRole('menuitem', { name: 'Revoke' })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Show its activity' }).click();
  await expect(page).toHaveURL(/activity\?person=key_/);
  await open(page, `${base}/activity?kind=api_key`);
  for (const words of ['made the API key Billing sync', 'revoked the API key Billing sync'])
    await expect(page.locator('tbody')).toContainText(words);
});

test('whoever closes it without a copy is asked once', async ({ page, base, ctx }) => {
  const dialog = await openForm(page, base, 'Nightly import');
  await button(dialog, 'Make the key').click();
  await expect(dialog.getByLabel('API key', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog.getByRole('status')).toContainText('The key was not copied yet.');
  await button(dialog, 'Close without it').click();
  await expect(dialog).toBeHidden();
  await expect(button(page, 'New API key')).toBeFocused();
  expect((await listKeys(ctx)).rows).toMatchObject([{ name: 'Nightly import', scopes: ['metadata'] }]);
});

test('the form says at the field what is missing, and keeps what was typed', async ({ page, base, ctx }) => {
  const dialog = await openForm(page, base, ' ');
  await dialog.getByRole('checkbox', { name: /^See what there is/ }).uncheck();
  await button(dialog, 'Make the key').click();
  await expect(dialog).toContainText('A name is needed.');
  await expect(dialog).toContainText('Choose what it may do.');
  await expect(dialog.getByLabel('Your password')).toHaveCount(0);

  await nameOf(dialog).fill('Order desk');
  await tick(dialog, 'Manage');
  await dialog.getByLabel('Ends').selectOption('On a date');
  await dialog.getByLabel('Last day').fill('2020-01-01');
  await dialog.getByLabel('Your password').fill('not the password');
  await button(dialog, 'Make the key').click();
  await expect(dialog).toContainText('That is not your password.');
  await expect(nameOf(dialog)).toHaveValue('Order desk');
  await dialog.getByLabel('Your password').fill(password);
  await button(dialog, 'Make the key').click();
  await expect(dialog.locator('.field', { has: page.getByLabel('Last day') })).toContainText(
    'That end is over already.',
  );
  expect((await listKeys(ctx)).rows).toEqual([]);
  await dialog.getByLabel('Ends').selectOption('Never');
  await button(dialog, 'Make the key').click();
  await expect(dialog.getByLabel('API key', { exact: true })).toBeVisible();
  expect((await listKeys(ctx)).rows).toMatchObject([{ name: 'Order desk', scopes: ['manage'], expiresAt: null }]);
});

test('a key is made without a mouse', async ({ page, base }) => {
  await open(page, `${base}/settings/api-keys`);
  await tabTo(page, button(page, 'New API key'));
  expect(await hasVisibleFocus(page)).toBe(true);
  await page.keyboard.press('Enter');
  const dialog = dialogOf(page);
  await expect(nameOf(dialog)).toBeFocused();
  await page.keyboard.type('By keyboard');
  await tabTo(page, dialog.getByRole('checkbox', { name: /^Bring connections in/ }));
  await page.keyboard.press('Space');
  await tabTo(page, button(dialog, 'Make the key'));
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('API key', { exact: true })).toBeFocused();
  await tabTo(page, dialog.getByRole('button', { name: 'Copy the key' }));
  expect(await hasVisibleFocus(page)).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(button(page, 'New API key')).toBeFocused();
  await expect(rowOf(page, 'By keyboard')).toContainText('See, bring in');
});

test('tokens of consumers are a view of their own; what is over stays listed', async ({ page, base, ctx }) => {
  const consumer = await makeConsumer(ctx, 'user-1');
  await makeConsumerToken(ctx, consumer.id, ['metadata']);
  await makeKey(ctx, { name: 'Soon over', expiresAt: Date.now() + 3 * dayMs });
  await open(page, `${base}/settings/api-keys`);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(rowOf(page, 'Soon over')).toContainText('Expires in 3 days');
  await button(page, 'Tokens of consumers').click();
  await expect(page).toHaveURL(/of=consumers/);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(rowOf(page, 'user-1')).toContainText('User token');
  await page.getByRole('link', { name: 'user-1' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('user-1');
});

test('keys are for admins: nobody else finds the page, nor the way to it', async ({
  page,
  base,
  owner,
  place,
  ctx,
  browser,
}) => {
  await makeKey(ctx, { name: 'Billing sync' });
  await open(page, `${base}/settings`);
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'API keys' }).click();
  await expect(rowOf(page, 'Billing sync')).toBeVisible();
  for (const [role, status] of [
    ['admin', 200],
    ['builder', 404],
    ['viewer', 404],
  ] as const) {
    const person = await newPerson('Jonas Lind');
    await join(person, owner, place, role);
    await elsewhere(browser, person, async (their) => {
      expect((await their.goto(`${base}/settings/api-keys`))?.status()).toBe(status);
      await their.goto(`${base}/settings`);
      await expect(their.getByRole('link', { name: 'API keys' })).toHaveCount(status === 200 ? 1 : 0);
    });
  }
});
