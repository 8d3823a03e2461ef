import type { Page } from '@playwright/test';
import { makeConsumerToken } from '#lib/api-keys/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { listConsumers } from '#lib/consumers/queries.ts';
import { makeConsumer } from '#lib/consumers/testing.ts';
import { keyLineOf, linesTo } from '#lib/live-imports/testing.ts';
import { choose, consentByKeys, escapeTo, expectRound, press, typeIn } from './by-keys.ts';
import { goodTokens } from './fakes/good-tokens.ts';
import { button, dialogOf, fieldOf, listening, open, rowOf, tabTo, toastOf } from './forms.ts';
import { hold, letGo } from './live-runs.ts';
import { appName, plantApp, testPath } from './oauth-place.ts';
import { password } from './people.ts';
import { liveRows } from './seed.ts';
import { elsewhere, expect, test } from './test.ts';
import { cardOf, newSession, openVault } from './vault-place.ts';
import { world } from './world.ts';

test('an API key is made, copied and revoked without a mouse', async ({ page, base, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, `${base}/settings/api-keys`);
  const [dialog, opener] = [dialogOf(page), button(page, 'New API key')];
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await press(page, opener, 'Space');
  await expect(name).toBeFocused();
  await expectRound(page, dialog);
  await escapeTo(page, opener);
  await page.keyboard.press('Enter');
  await expect(name).toBeFocused();
  await page.keyboard.type('Billing sync');
  await press(page, dialog.getByRole('checkbox', { name: /^Fetch secrets/ }), 'Space');
  await tabTo(page, dialog.getByLabel('Ends'));
  await page.keyboard.type('In a');
  await expect(dialog.getByLabel('Ends')).toHaveValue('year');
  await typeIn(page, dialog.getByLabel('Your password'), 'not the password');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('That is not your password.');
  await expect(dialog.getByLabel('Your password')).toBeFocused();
  await typeIn(page, dialog.getByLabel('Your password'), password);
  await page.keyboard.press('Enter');

  const shown = dialog.getByLabel('API key', { exact: true });
  await expect(shown).toBeFocused();
  const key = await shown.inputValue();
  await expectRound(page, dialog);
  await press(page, dialog.getByRole('button', { name: 'Copy the key' }));
  await expect(dialog.getByRole('button', { name: 'Copied the key' })).toBeFocused();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await press(page, button(dialog, 'Done'));
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
  await expect(rowOf(page, 'Billing sync')).toContainText('See, fetch secrets');

  const more = page.getByRole('button', { name: 'More for Billing sync' });
  await choose(page, more, 'Revoke');
  await expect(dialog).toContainText('It cannot be brought back.');
  await expectRound(page, dialog);
  await escapeTo(page, more);
  await choose(page, more, 'Revoke');
  await press(page, button(dialog, 'Revoke Billing sync'));
  await expect(rowOf(page, 'Billing sync')).toContainText('Revoked');
  await expect(dialog).toHaveCount(0);
  await expect(more).toBeFocused();
});

test('a consumer is searched, opened, and deleted by its id without a mouse', async ({ page, base, ctx }) => {
  for (const id of ['user-1', 'user-2', 'user-3']) await makeConsumer(ctx, id);
  const { rows } = await listConsumers(ctx, { q: 'user-2' });
  await makeConsumerToken(ctx, rows[0]?.id ?? '');
  await open(page, `${base}/credentials`);
  const [dialog, heading] = [dialogOf(page), page.getByRole('heading', { level: 1 })];
  await press(page, page.getByRole('navigation', { name: 'Workspace' }).getByRole('link', { name: 'Consumers' }));
  await expect(heading).toHaveText('Consumers');
  await listening(page);
  const search = page.getByRole('searchbox', { name: 'Search consumers' });
  await expect(search).toBeVisible();
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await page.keyboard.type('user-2');
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(search).toBeFocused();
  await press(page, page.getByRole('link', { name: 'user-2', exact: true }));
  await expect(heading).toHaveText('user-2');
  await listening(page);

  const revoke = page.getByRole('button', { name: /^Revoke khu_/ });
  await press(page, revoke);
  await expect(dialog).toContainText('is refused from the next request on');
  await escapeTo(page, revoke);
  await page.keyboard.press('Enter');
  await press(page, dialog.getByRole('button', { name: /^Revoke user token khu_/ }));
  await expect(page.getByText('None that is valid now.')).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('main')).toBeFocused();

  const opener = button(page, 'Delete consumer');
  const typed = dialog.getByLabel('Type the consumer id');
  await press(page, opener, 'Space');
  await expect(typed).toBeFocused();
  await expectRound(page, dialog);
  await escapeTo(page, opener);
  await page.keyboard.press('Enter');
  await expect(typed).toBeFocused();
  await page.keyboard.type('user-1');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('That is not the id of this consumer.');
  await expect(typed).toBeFocused();
  await typeIn(page, typed, 'user-2');
  await page.keyboard.press('Enter');
  await expect(toastOf(page).filter({ hasText: 'user-2 is deleted.' })).toBeVisible();
  await expect(page).toHaveURL(`${base}/consumers`);
  await listening(page);
  await press(page, page.getByRole('link', { name: 'user-3', exact: true }));
  await expect(heading).toHaveText('user-3');
});

/** From the list of consumers to a file that was chosen, whose lines wait. */
async function importByKeys(page: Page, base: string, ctx: WorkspaceCtx, content: string): Promise<void> {
  await open(page, `${base}/consumers`);
  await press(page, page.getByRole('link', { name: 'Import connections' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Import connections');
  await listening(page);
  const chooser = page.waitForEvent('filechooser');
  await press(page, button(page, 'Choose a file'));
  const held = hold(ctx, 0);
  await (await chooser).setFiles({ name: 'connections.jsonl', mimeType: '', buffer: Buffer.from(content) });
  await page.waitForURL(`${base}/consumers/import/imp_*`);
  await held;
  await listening(page);
}

test('a file of connections is chosen, watched and read line by line without a mouse', async ({ page, base, ctx }) => {
  await importByKeys(page, base, ctx, `${linesTo(130)}not a line\n`);
  await expect(page.getByRole('progressbar', { name: 'Importing' })).toBeVisible();
  const [dialog, stop] = [dialogOf(page), button(page, 'Stop')];
  await press(page, stop);
  await expectRound(page, dialog);
  await escapeTo(page, stop);
  await letGo(ctx);
  await expect(page.getByText(/: 130 created, 1 refused\.$/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('main')).toBeFocused();
  await listening(page);

  const refused = page.getByRole('link', { name: 'Refused 1', exact: true });
  await press(page, refused);
  await expect(page).toHaveURL(/\?outcome=refused$/);
  const lines = page.getByRole('region', { name: 'Lines of the file' });
  await expect(lines).toContainText('This line is not JSON.');
  await expect(refused).toBeFocused();
  await tabTo(page, lines);
  const download = page.waitForEvent('download');
  await press(page, page.getByRole('link', { name: 'Download refused lines' }));
  await download;
  await press(
    page,
    page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Import connections' }),
  );
  await expect(rowOf(page, 'connections.jsonl')).toContainText('130 created, 1 refused');
});

test('an import is stopped without a mouse', async ({ page, base, ctx }) => {
  await importByKeys(page, base, ctx, `${keyLineOf(1)}\n`);
  await press(page, button(page, 'Stop'), 'Space');
  await press(page, button(dialogOf(page), 'Stop this import'));
  await expect(page.getByText('Stopped after line 0 of 1.')).toBeVisible();
  await expect(dialogOf(page)).toHaveCount(0);
  await expect(page.getByRole('main')).toBeFocused();
});

test('on the page of a session a key is typed, and taken away again, without a mouse', async ({ browser, ctx }) => {
  await elsewhere(browser, null, async (page) => {
    await openVault(page, await newSession(ctx));
    const [dialog, search] = [dialogOf(page), page.getByLabel('Search apps')];
    await tabTo(page, search);
    await page.keyboard.type('sendg');
    const card = cardOf(page, 'SendGrid');
    const opener = card.getByRole('button', { name: 'Connect SendGrid' });
    await press(page, opener, 'Space');
    const [region, key] = [fieldOf(dialog, 'Region'), fieldOf(dialog, 'API key')];
    await expect(region).toBeFocused();
    await expectRound(page, dialog);
    await escapeTo(page, opener);
    await page.keyboard.press('Enter');
    await expect(region).toBeFocused();
    await typeIn(page, key, 'SG.not-the-key');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('SendGrid did not accept these details.');
    await typeIn(page, key, goodTokens.sendgrid);
    await page.keyboard.press('Enter');
    await expect(card).toContainText('Connected');
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('main')).toBeFocused();

    const more = button(page, 'More for SendGrid');
    await choose(page, more, 'Disconnect');
    await expectRound(page, dialog);
    await escapeTo(page, more);
    await choose(page, more, 'Disconnect');
    await press(page, button(dialog, 'Disconnect SendGrid'));
    await expect(page.getByText('Nothing is connected yet')).toBeVisible();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('main')).toBeFocused();
  });
  expect(await liveRows(ctx)).toEqual([]);
});

test('on the page of a session somebody signs in at an app without a mouse', async ({ browser, ctx }) => {
  await plantApp(ctx);
  await elsewhere(browser, null, async (page) => {
    await openVault(page, await newSession(ctx));
    await tabTo(page, page.getByLabel('Search apps'));
    await page.keyboard.type(appName);
    await press(page, page.getByRole('button', { name: `Connect ${appName}` }));
    const dialog = dialogOf(page);
    await page.keyboard.press('Enter');
    await expect(dialog).toContainText('Base URL is needed.');
    await typeIn(page, fieldOf(dialog, 'Base URL'), world().oauth.issuer);
    await typeIn(page, fieldOf(dialog, 'Test path'), testPath);
    await press(page, button(dialog, 'Continue'));
    await consentByKeys(page);
    await expect(toastOf(page)).toContainText(`Connected ${appName}`);
    await press(page, button(page, `More for ${appName}`));
    await page.keyboard.press('Escape');
    await expect(button(page, `More for ${appName}`)).toBeFocused();
  });
  expect(await liveRows(ctx)).toMatchObject([{ component: 'oauth2', state: 'passed' }]);
});
