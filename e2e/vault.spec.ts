import { revokeKey } from '#lib/api-keys/commands.ts';
import { goodTokens } from './fakes/good-tokens.ts';
import { button, dialogOf, fieldOf, toastOf } from './forms.ts';
import { appName, consent, plantApp, testPath } from './oauth-place.ts';
import { filesBelow, findInFiles } from './scan.ts';
import { liveRows } from './seed.ts';
import { elsewhere, expect, test } from './test.ts';
import { cardOf, choose, newSession, openVault } from './vault-place.ts';
import { world } from './world.ts';

const connectWith = async (page: Parameters<typeof openVault>[0], name: string): Promise<void> =>
  cardOf(page, name).getByRole('button', { name: 'Connect' }).click();

test('a consumer connects an account by signing in, and the link is nowhere afterwards', async ({ browser, ctx }) => {
  await plantApp(ctx);
  const session = await newSession(ctx, { redirect_uri: 'https://shop.example.com/apps' });
  await elsewhere(browser, null, async (page) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await openVault(page, session);
    expect(page.url()).toBe(`${world().origin}/vault`);
    await expect(page.getByText('Apps connected for Ada’s shop.')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Done' })).toHaveAttribute('href', 'https://shop.example.com/apps');
    await connectWith(page, appName);
    const dialog = dialogOf(page);
    await button(dialog, 'Continue').click();
    await expect(dialog).toContainText('Base URL is needed.');
    await fieldOf(dialog, 'Base URL').fill(world().oauth.issuer);
    await fieldOf(dialog, 'Test path').fill(testPath);
    await button(dialog, 'Continue').click();
    await consent(page);
    await expect(toastOf(page)).toContainText(`Connected ${appName}`);
    await expect(cardOf(page, appName)).toContainText('Connected');
    expect(page.url()).toBe(`${world().origin}/vault`);
    const token = session.uri.split('token=')[1] ?? '';
    expect(asked.filter((url) => url.includes(token) || url.includes('confirm_token'))).toEqual([]);
    await page.reload();
    await expect(cardOf(page, appName)).toContainText('Connected');
    expect(findInFiles([...filesBelow(world().dataDir), world().logFile], { token })).toEqual([]);
  });
  expect(await liveRows(ctx)).toMatchObject([{ component: 'oauth2', name: 'ada-shop', state: 'passed' }]);
});

test('a sign-in that is denied connects nothing, and says so', async ({ browser, ctx }) => {
  await plantApp(ctx);
  await elsewhere(browser, null, async (page) => {
    await openVault(page, await newSession(ctx));
    await connectWith(page, appName);
    await fieldOf(dialogOf(page), 'Base URL').fill(world().oauth.issuer);
    await button(dialogOf(page), 'Continue').click();
    await consent(page, { deny: true });
    await expect(page.getByRole('alert').filter({ hasText: 'is not connected' })).toContainText(
      'was not allowed to give access',
    );
  });
  expect(await liveRows(ctx)).toEqual([]);
});

test('what somebody else began is not taken', async ({ browser, ctx }) => {
  await elsewhere(browser, null, async (page) => {
    await openVault(page, await newSession(ctx));
    await page.goto(`${world().origin}/vault#nonce=not-of-this-page&confirm_token=${'A'.repeat(43)}`);
    await expect(page.getByRole('alert').filter({ hasText: 'was not begun here' })).toBeVisible();
    expect(page.url()).toBe(`${world().origin}/vault`);
  });
});

test('a key is typed, corrected, disabled, enabled and taken away again', async ({ browser, ctx }) => {
  await elsewhere(browser, null, async (page) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await openVault(page, await newSession(ctx));
    await page.getByLabel('Search apps').fill('sendg');
    await expect(page.getByText('1 of')).toBeVisible();
    await connectWith(page, 'SendGrid');
    await fieldOf(dialogOf(page), 'API key').fill('SG.not-the-key');
    await button(dialogOf(page), 'Connect').click();
    await expect(dialogOf(page).getByRole('alert')).toContainText('SendGrid did not accept these details.');
    await button(dialogOf(page), 'Cancel').click();
    await expect(cardOf(page, 'SendGrid')).toContainText('Needs attention');
    await cardOf(page, 'SendGrid').getByRole('button', { name: 'Reconnect' }).click();
    await button(dialogOf(page), 'Replace API key').click();
    await fieldOf(dialogOf(page), 'API key').fill(goodTokens.sendgrid);
    await button(dialogOf(page), 'Save').click();
    await expect(cardOf(page, 'SendGrid')).toContainText('Connected');

    await choose(page, 'SendGrid', 'Disable');
    await button(dialogOf(page), 'Disable').click();
    await expect(cardOf(page, 'SendGrid')).toContainText('Disabled');
    await choose(page, 'SendGrid', 'Enable');
    await expect(cardOf(page, 'SendGrid')).toContainText('Connected');
    await choose(page, 'SendGrid', 'Disconnect');
    await button(dialogOf(page), 'Disconnect SendGrid').click();
    await expect(page.getByText('Nothing is connected yet')).toBeVisible();
  });
  expect(await liveRows(ctx)).toEqual([]);
});

test('only what the session allows is offered', async ({ browser, ctx }) => {
  const all = await newSession(ctx);
  const few = await newSession(ctx, { settings: { allow_actions: ['disable'] } });
  await elsewhere(browser, null, async (page) => {
    await openVault(page, all);
    await connectWith(page, 'SendGrid');
    await fieldOf(dialogOf(page), 'API key').fill(goodTokens.sendgrid);
    await button(dialogOf(page), 'Connect').click();
    await expect(cardOf(page, 'SendGrid')).toContainText('Connected');
    await page.goto(few.uri);
    await button(page, 'More for SendGrid').click();
    await expect(page.getByRole('menuitem')).toHaveText(['Disable']);
  });
});

test('a session that is over says so, and so does a page that nobody led to', async ({ browser, ctx }) => {
  const session = await newSession(ctx, { redirect_uri: 'https://shop.example.com/apps' });
  await elsewhere(browser, null, async (page) => {
    await page.goto(`${world().origin}/vault`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page needs a link');
    await openVault(page, session);
    await revokeKey(ctx, session.keyId);
    await connectWith(page, 'SendGrid');
    await fieldOf(dialogOf(page), 'API key').fill('SG.any');
    await button(dialogOf(page), 'Connect').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This session is over');
    await expect(page.getByRole('link', { name: 'Go back' })).toHaveAttribute('href', 'https://shop.example.com/apps');
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This session is over');
  });
});

test('the page asks the listener for machines and nobody else', async ({ browser }) => {
  await elsewhere(browser, null, async (page) => {
    const answer = await page.goto(`${world().origin}/vault`);
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain(`connect-src 'self' ${world().apiOrigin};`);
    expect(policy).not.toContain('unsafe');
  });
});
