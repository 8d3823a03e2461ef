import type { Locator, Page } from '@playwright/test';
import { listOauthApps } from '#lib/oauth-apps/queries.ts';
import { listEndpoints } from '#lib/webhooks/queries.ts';
import { choose, consentByKeys, escapeTo, expectRound, press, typeIn } from './by-keys.ts';
import { button, dialogOf, fieldOf, listening, open, rowOf, tabTo, toastOf } from './forms.ts';
import { appName, connectButton, control, plantApp, plantConnected, testPath } from './oauth-place.ts';
import { liveRows } from './seed.ts';
import { expect, test } from './test.ts';
import { world } from './world.ts';

const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });

/** Signs in, in the window that this opens, and says that it is the right account. */
async function signInByKeys(page: Page, begin: () => Promise<void>): Promise<void> {
  const [window] = await Promise.all([page.waitForEvent('popup'), begin()]);
  await consentByKeys(window);
  const use = button(window, 'Use this account');
  await expect(use).toBeVisible();
  const closed = window.waitForEvent('close');
  await press(window, use);
  await closed;
}

test('an OAuth app is added, given another secret and deleted without a mouse', async ({ page, base, ctx }) => {
  const { issuer, tokenUrl, clients, clientSecret } = world().oauth;
  await open(page, `${base}/settings/oauth-apps`);
  const [dialog, opener] = [dialogOf(page), button(page, 'New OAuth app')];
  await press(page, opener, 'Space');
  await expect(dialog.getByRole('searchbox')).toBeFocused();
  await escapeTo(page, opener);
  await page.keyboard.press('Enter');
  await page.keyboard.type('oauth 2');
  await page.keyboard.press('ArrowDown');
  await expect(dialog.getByRole('button', { name: appName, exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused();
  await expectRound(page, dialog);
  await typeIn(page, dialog.getByLabel('Name', { exact: true }), 'Orders');
  await typeIn(page, dialog.getByLabel('Issuer'), issuer);
  const read = button(dialog, 'Read endpoints');
  await press(page, read);
  await expect(dialog.getByText(`${issuer} was read.`)).toBeVisible();
  await expect(dialog.getByLabel('Token endpoint')).toHaveValue(tokenUrl);
  await expect(read).toBeFocused();
  await typeIn(page, dialog.getByLabel('Client id', { exact: true }), clients.web);
  await typeIn(page, dialog.getByLabel('Client secret', { exact: true }), clientSecret);
  const scopes = dialog.getByLabel('Add scopes');
  await typeIn(page, scopes, 'openid, read write');
  await page.keyboard.press('Enter');
  await expect(scopes).toBeFocused();
  await expect(dialog.getByRole('button', { name: /^Remove / })).toHaveCount(3);
  await press(page, dialog.getByRole('button', { name: 'Remove write' }));
  await expect(dialog.getByRole('button', { name: 'Remove write' })).toHaveCount(0);
  await expect(scopes).toBeFocused();
  await press(page, button(dialog, 'Save'));
  await expect(toastOf(page)).toContainText('Orders is kept.');
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();

  await press(page, rowOf(page, 'Orders').getByRole('link', { name: 'Orders' }));
  await expect(heading(page)).toHaveText('Orders');
  await listening(page);
  const replace = button(page, 'Replace secret');
  await press(page, replace);
  await expect(dialog.getByLabel('New client secret')).toBeFocused();
  await escapeTo(page, replace);
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('New client secret')).toBeFocused();
  await page.keyboard.type('another-secret-of-it');
  await page.keyboard.press('Enter');
  await expect(toastOf(page).filter({ hasText: 'The next refresh signs in with it.' })).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await expect(replace).toBeFocused();

  const remove = button(page, 'Delete');
  await press(page, remove, 'Space');
  await expectRound(page, dialog);
  await escapeTo(page, remove);
  await page.keyboard.press('Enter');
  await press(page, button(dialog, 'Delete Orders'));
  await expect(page).toHaveURL(`${base}/settings/oauth-apps`);
  await listening(page);
  await tabTo(page, opener);
  expect(await listOauthApps(ctx)).toEqual([]);
});

test('an account is connected by signing in, without a mouse', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  await open(page, `${base}/credentials`);
  const [dialog, opener] = [dialogOf(page), button(page, 'Create Credential')];
  await press(page, opener);
  await expect(dialog.getByRole('searchbox', { name: 'Search apps' })).toBeFocused();
  await page.keyboard.type('oauth 2');
  await page.keyboard.press('Enter');
  await expect(fieldOf(dialog, 'OAuth app')).toBeEnabled();
  await expect(dialog.getByRole('radio', { checked: true }).first()).toBeFocused();
  await typeIn(page, fieldOf(dialog, 'Name'), 'Orders API');
  await typeIn(page, fieldOf(dialog, 'Base URL'), world().oauth.issuer);
  await typeIn(page, fieldOf(dialog, 'Test path'), testPath);
  await expectRound(page, dialog);
  await signInByKeys(page, () => press(page, connectButton(dialog)));
  await expect(toastOf(page)).toContainText('Saved Orders API');
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
  expect(await liveRows(ctx)).toMatchObject([{ name: 'Orders API', state: 'passed' }]);
});

test('a sign-in that is given up leaves the focus in the form, and what was typed', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  await open(page, `${base}/credentials?create=oauth2`);
  const dialog = dialogOf(page);
  await expect(fieldOf(dialog, 'OAuth app')).toBeEnabled();
  await typeIn(page, fieldOf(dialog, 'Name'), 'Orders API');
  await typeIn(page, fieldOf(dialog, 'Base URL'), world().oauth.issuer);
  const begin = () => press(page, connectButton(dialog));
  const [window] = await Promise.all([page.waitForEvent('popup'), begin()]);
  await window.close();
  await expect(button(dialog, 'Open again')).toBeVisible();
  await expect(dialog).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog.getByRole('alert')).toContainText('You cancelled the sign-in.');
  await expect(connectButton(dialog)).toBeFocused();
  await expect(fieldOf(dialog, 'Name')).toHaveValue('Orders API');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(await liveRows(ctx)).toEqual([]);
});

test('a connected account is refreshed, connected again, and deleted with its access, without a mouse', async ({
  page,
  base,
  ctx,
}) => {
  await plantApp(ctx);
  const id = await plantConnected(ctx);
  await open(page, `${base}/credentials/oauth2/${id}`);
  const [dialog, refresh, stop] = [dialogOf(page), button(page, 'Refresh now'), button(page, 'Stop refreshing')];
  await press(page, refresh, 'Space');
  await expect(toastOf(page).filter({ hasText: 'Refreshed Orders API' })).toBeVisible();
  await expect(refresh).toBeFocused();
  await press(page, stop);
  await expect(button(page, 'Resume refreshing')).toBeFocused();
  await page.keyboard.press('Space');
  await expect(stop).toBeFocused();

  const more = page.getByRole('button', { name: /^More: reconnect/ });
  await signInByKeys(page, () => choose(page, more, 'Reconnect'));
  await expect(toastOf(page).filter({ hasText: 'Saved Orders API' })).toContainText('Connected as ada.');
  await expect(dialog).toHaveCount(0);
  await expect(more).toBeFocused();

  const before = (await control()).traffic.revokedGrants.length;
  await choose(page, more, 'Delete');
  const revokes = dialog.getByLabel(`Also revoke it at ${appName}`);
  await expect(revokes).toBeVisible();
  await expectRound(page, dialog);
  await escapeTo(page, more);
  await choose(page, more, 'Delete');
  await press(page, revokes, 'Space');
  await expect(revokes).toBeChecked();
  await press(page, button(dialog, 'Delete Orders API'));
  await expect(page).toHaveURL(`${base}/credentials/oauth2`);
  expect((await control()).traffic.revokedGrants.length).toBe(before + 1);
  const undo = toastOf(page).filter({ hasText: 'Deleted Orders API.' }).getByRole('button', { name: 'Undo' });
  await listening(page);
  await page.keyboard.press('F6');
  await press(page, undo);
  await expect(rowOf(page, 'Orders API')).toContainText('Reconnect needed');
});

test('a webhook is made, its secret seen once, tested and deleted without a mouse', async ({
  page,
  base,
  ctx,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, `${base}/settings/webhooks`);
  const [dialog, opener] = [dialogOf(page), button(page, 'New webhook')];
  const address = dialog.getByLabel('Address');
  await press(page, opener);
  await expect(address).toBeFocused();
  await escapeTo(page, opener);
  await page.keyboard.press('Space');
  await expect(address).toBeFocused();
  await press(page, dialog.getByLabel('All of them'), 'Space');
  await press(page, dialog.getByRole('checkbox', { name: /^credential\.expiring/ }), 'Space');
  await expectRound(page, dialog);
  await typeIn(page, dialog.getByLabel('Description'), 'Order desk');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('An address is needed.');
  await expect(address).toBeFocused();
  await page.keyboard.type('https://hooks.example-saas.com/answers/204');
  await page.keyboard.press('Enter');
  const secret = dialog.getByLabel('Signing secret');
  await expect(secret).toBeFocused();
  const shown = await secret.inputValue();
  await press(page, dialog.getByRole('button', { name: 'Copy the secret' }));
  await expect(dialog.getByRole('button', { name: 'Copied the secret' })).toBeFocused();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
  await press(page, button(dialog, 'Done'));
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();

  await expect(page.getByRole('link', { name: 'Order desk' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Order desk' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(heading(page)).toHaveText('Order desk');
  await listening(page);
  const sendTest = button(page, 'Send a test');
  await press(page, sendTest);
  await expectRound(page, dialog);
  await press(page, button(dialog, 'Send'));
  await expect(dialog.getByRole('status')).toContainText('It arrived: answered 204.');
  await expect(button(dialog, 'Send another')).toBeFocused();
  await press(page, button(dialog, 'Done'));
  await expect(dialog).toHaveCount(0);
  await expect(sendTest).toBeFocused();

  const more = page.getByRole('button', { name: /^More: / });
  await choose(page, more, 'Delete');
  await expectRound(page, dialog);
  await escapeTo(page, more);
  await choose(page, more, 'Delete');
  await press(page, button(dialog, 'Delete the webhook'));
  await expect(page).toHaveURL(`${base}/settings/webhooks`);
  await listening(page);
  await tabTo(page, opener);
  expect(await listEndpoints(ctx)).toEqual([]);
});
