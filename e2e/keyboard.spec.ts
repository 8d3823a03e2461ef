import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { goodTokens } from './fakes/good-tokens.ts';
import { cardOf, dialogOf, fieldOf, hasVisibleFocus, open, rowOf, toastOf } from './forms.ts';
import { ctxOf } from './people.ts';
import { liveRows, plant } from './seed.ts';
import { expect, test } from './test.ts';

/** Tab until that has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, name: RegExp | string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const words = await page.evaluate(() => {
      const focused = document.activeElement;
      const labels = focused instanceof HTMLInputElement ? [...(focused.labels ?? [])] : [];
      return [focused?.getAttribute('aria-label'), focused?.textContent, ...labels.map((one) => one.textContent)];
    });
    if (
      words.some(
        (one) => one !== null && one !== undefined && (name instanceof RegExp ? name.test(one) : one.trim() === name),
      )
    )
      return;
  }
  throw new Error(`Tab never came to ${name}`);
}

test('a credential is created without a mouse, by Tab from the top of the page', async ({
  page,
  base,
  owner,
  place,
}) => {
  await open(page, `${base}/credentials`);
  await tabTo(page, 'Create Credential');
  expect(await hasVisibleFocus(page)).toBe(true);
  await page.keyboard.press('Enter');
  const dialog = dialogOf(page);
  await expect(dialog.getByRole('searchbox', { name: 'Search apps' })).toBeFocused();
  await page.keyboard.type('gith');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('radio', { checked: true })).toBeFocused();
  await tabTo(page, 'Name');
  await page.keyboard.type('Deploy token');
  await tabTo(page, 'Personal access token');
  await page.keyboard.type('ghp_mistyped');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('GitHub did not accept');
  const field = fieldOf(dialog, 'Personal access token');
  await expect(field).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(goodTokens.github);
  await tabTo(page, 'Verify and save');
  await page.keyboard.press('Enter');
  await expect(toastOf(page)).toContainText('Saved Deploy token');
  await expect(dialog).toBeHidden();
  await expect(cardOf(page, 'GitHub')).toContainText('1 credential');
  await expect(page.getByRole('button', { name: 'Create Credential' })).toBeFocused();
  expect(await liveRows(await ctxOf(owner, place))).toMatchObject([{ name: 'Deploy token', state: 'passed' }]);
});

test('focus stays inside a dialog, Esc closes it and gives the focus back', async ({ page, base }) => {
  await open(page, `${base}/credentials`);
  for (const [button, title] of [
    ['Create Credential', 'Create Credential'],
    ['Import Credential', 'Import Credential'],
  ] as const) {
    await page.getByRole('button', { name: button }).focus();
    await page.keyboard.press('Enter');
    await expect(dialogOf(page).getByRole('heading', { name: title })).toBeVisible();
    for (let presses = 0; presses < 15; presses += 1) {
      await page.keyboard.press('Tab');
      const isInside = () => page.evaluate(() => document.querySelector('.dialog')?.contains(document.activeElement));
      await expect.poll(isInside).toBe(true);
    }
    await page.keyboard.press('Escape');
    await expect(dialogOf(page)).toBeHidden();
    await expect(page.getByRole('button', { name: button })).toBeFocused();
  }
});

test('single keys: / searches, C creates, I imports, ? lists them; none of them inside a field', async ({
  page,
  base,
}) => {
  await open(page, `${base}/credentials`);
  await page.keyboard.press('/');
  const search = page.getByRole('searchbox', { name: 'Search apps and credentials' });
  await expect(search).toBeFocused();
  await page.keyboard.type('cri?/');
  await expect(search).toHaveValue('cri?/');
  await expect(dialogOf(page)).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(search).toHaveValue('');
  await search.blur();

  for (const [key, title] of [
    ['c', 'Create Credential'],
    ['i', 'Import Credential'],
    ['?', 'Keys'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(dialogOf(page).getByRole('heading', { name: title, exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialogOf(page)).toHaveCount(0);
  }
});

test('a dialog that was closed while a search was on its way stays closed', async ({ page, base }) => {
  // An answer takes its time, and each round meets it at another moment: this is about time, so there is nothing to await.
  await page.route(/_rsc=/, async (route) => {
    await sleep(180);
    await route.continue();
  });
  await open(page, `${base}/credentials`);
  const search = page.getByRole('searchbox', { name: 'Search apps and credentials' });
  for (let round = 0; round < 8; round += 1) {
    await page.keyboard.press('/');
    await page.keyboard.type('github');
    await sleep(round * 30);
    await page.keyboard.press('Escape');
    await search.blur();
    await page.keyboard.press('c');
    await expect(dialogOf(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialogOf(page)).toHaveCount(0);
    await page.keyboard.press('i');
    await expect(dialogOf(page).getByRole('heading', { name: 'Import Credential' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialogOf(page)).toHaveCount(0);
    await expect(page).toHaveURL(`${base}/credentials`);
    await expect(cardOf(page, 'Salesforce')).toBeVisible();
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('a search finds what it looks for, though a dialog is opened while it does', async ({ page, base }) => {
  await open(page, `${base}/credentials`);
  const asked = page.waitForRequest(/q=github/);
  const held = Promise.withResolvers<void>();
  await page.route(/_rsc=/, async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.keyboard.press('/');
  await page.keyboard.type('github');
  await asked;
  await page.getByRole('searchbox', { name: 'Search apps and credentials' }).blur();
  await page.keyboard.press('c');
  await expect(dialogOf(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toHaveCount(0);
  held.resolve();
  await expect(cardOf(page, 'Salesforce')).toHaveCount(0);
  await expect(cardOf(page, 'GitHub')).toBeVisible();
  await expect(page).toHaveURL(`${base}/credentials?q=github`);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('the list behind ? names the keys of the page, and each of them does what it says', async ({
  page,
  base,
  ctx,
}) => {
  for (const name of ['Alpha', 'Beta', 'Gamma']) await plant(ctx, name, { state: 'unverified' });
  await open(page, `${base}/credentials/github`);
  await page.keyboard.press('?');
  for (const [does, key] of [
    ['Next row', 'J'],
    ['Row before', 'K'],
    ['Select the row', 'X'],
    ['Open the row', 'Enter'],
    ['Verify the row', 'V'],
    ['Edit the row', 'E'],
  ] as const)
    await expect(dialogOf(page).locator('dl > div').filter({ hasText: does })).toContainText(key);
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toHaveCount(0);

  const link = (name: string) => page.getByRole('link', { name, exact: true });
  await page.keyboard.press('j');
  await expect(link('Alpha')).toBeFocused();
  expect(await hasVisibleFocus(page)).toBe(true);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(link('Gamma')).toBeFocused();
  await page.keyboard.press('k');
  await expect(link('Beta')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(link('Alpha')).toBeFocused();
  await page.keyboard.press('ArrowDown');

  await page.keyboard.press('x');
  await expect(page.getByRole('checkbox', { name: 'Select Beta' })).toBeChecked();
  await expect(page.getByRole('toolbar')).toContainText('1 selected');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('toolbar')).toHaveCount(0);

  await link('Beta').focus();
  await page.keyboard.press('v');
  await expect(rowOf(page, 'Beta')).toContainText('Passed');
  await expect(rowOf(page, 'Alpha')).toContainText('Unverified');

  await link('Beta').focus();
  await page.keyboard.press('e');
  await expect(dialogOf(page)).toContainText('Edit Beta');
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toHaveCount(0);
  await expect(link('Beta')).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Beta', level: 1 })).toBeVisible();
});

test('a dialog from a row leaves the focus in that row, not at the top of the page', async ({ page, base, ctx }) => {
  for (const name of ['Alpha', 'Beta']) await plant(ctx, name);
  await open(page, `${base}/credentials/github`);
  for (const item of ['Edit', 'Duplicate', 'Export', 'Delete']) {
    await page.getByRole('button', { name: 'More for Beta' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: item }).focus();
    await page.keyboard.press('Enter');
    await expect(dialogOf(page)).toContainText('Beta');
    await page.keyboard.press('Escape');
    await expect(dialogOf(page)).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'More for Beta' }), item).toBeFocused();
  }
});

test('C on the page of an app makes one of that app', async ({ page, base }) => {
  await open(page, `${base}/credentials/stripe`);
  await page.keyboard.press('c');
  await expect(dialogOf(page).getByLabel('Name', { exact: true })).toBeFocused();
  await expect(dialogOf(page)).toContainText('Stripe');
});
