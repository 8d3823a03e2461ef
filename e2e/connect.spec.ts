import type { Page } from '@playwright/test';
import { button, dialogOf, fieldOf, open, rowOf, toastOf } from './forms.ts';
import {
  appName,
  connectButton,
  connectIn,
  consent,
  control,
  openConnect,
  plantApp,
  signOutThere,
  useAccount,
  windowOf,
} from './oauth-place.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { filesBelow, findIn, findInFiles } from './scan.ts';
import { liveRows } from './seed.ts';
import { elsewhere, expect, test } from './test.ts';
import { join, newPerson } from './people.ts';
import { world } from './world.ts';

test.afterEach(() => control({ failWith: null }));

test('a credential is connected at the provider, and kept once the account is confirmed', async ({
  page,
  base,
  ctx,
}) => {
  await plantApp(ctx);
  const dialog = await openConnect(page, base);
  await expect(fieldOf(dialog, 'OAuth app')).toContainText('Orders, production (production)');
  await expect(fieldOf(dialog, 'Scopes')).toHaveValue('openid read write');
  const window = await windowOf(page, connectButton(dialog));
  await expect(dialog).toContainText(`Finish at ${appName}, in the window that opened.`);
  await consent(window);
  await expect(window.getByRole('heading', { level: 1 })).toHaveText(`${appName} says you are ada.`);
  await expect(window.getByText('Operations, Northwind')).toBeVisible();
  await expect(window.getByText('openid read write')).toBeVisible();
  expect(new URL(window.url()).searchParams.has('code'), 'a used code stays in no address').toBe(false);
  expect(await liveRows(ctx)).toEqual([]);
  const closed = window.waitForEvent('close');
  await useAccount(window);
  await closed;
  await expect(toastOf(page)).toContainText('Saved Orders API');
  await expect(toastOf(page)).toContainText('Connected as ada.');
  await expect(dialogOf(page)).toHaveCount(0);
  await open(page, `${base}/credentials/oauth2`);
  await expect(rowOf(page, 'Orders API')).toContainText('Passed');
});

test('without room for a second window the sign-in takes this one, and ends on the credential', async ({
  page,
  base,
  ctx,
}) => {
  await plantApp(ctx);
  await page.setViewportSize({ width: 390, height: 844 });
  const dialog = await openConnect(page, base);
  await connectButton(dialog).click();
  await consent(page);
  await useAccount(page);
  await expect(page).toHaveURL(/credentials\/oauth2\/crd_/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Orders API');
});

test('consent that is denied stores nothing, and says so in both windows', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  const dialog = await openConnect(page, base);
  const window = await connectIn(page, dialog, { deny: true });
  await expect(window.locator('.result[role=alert]')).toContainText('was not allowed to give access');
  await expect(dialog.getByRole('alert')).toContainText('was not allowed to give access');
  await expect(fieldOf(dialog, 'Name')).toHaveValue('Orders API');
  const closed = window.waitForEvent('close');
  await button(window, 'Close this window').click();
  await closed;
  await signOutThere(page.context());
  await useAccount(await connectIn(page, dialog));
  await expect(toastOf(page)).toContainText('Saved Orders API');
});

test('a window that is closed leaves nothing, and is opened again or given up', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  const dialog = await openConnect(page, base);
  const first = await windowOf(page, connectButton(dialog));
  await first.getByLabel('User').waitFor();
  await first.close();
  const second = await windowOf(page, button(dialog, 'Open again'));
  await second.getByLabel('User').waitFor();
  await second.close();
  await button(dialog, 'Cancel').click();
  await expect(dialog.getByRole('alert')).toContainText('You cancelled the sign-in. Nothing was stored.');
  await expect(connectButton(dialog)).toBeEnabled();

  const third = await connectIn(page, dialog);
  await button(third, 'Use this account').waitFor();
  await third.close();
  await expect(dialog.getByRole('alert')).toContainText('closed before the account was confirmed');
  expect(await liveRows(ctx)).toEqual([]);
});

test('what was not granted is said before the account is confirmed', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  const dialog = await openConnect(page, base);
  const window = await connectIn(page, dialog, { without: ['write'] });
  await expect(window.getByText('Asked for and not granted: write.')).toBeVisible();
  const before = (await control()).traffic.revokedGrants.length;
  await button(window, 'Discard').click();
  await expect(dialog.getByRole('alert')).toContainText('You discarded what the sign-in gave.');
  expect(await liveRows(ctx)).toEqual([]);
  expect((await control()).traffic.revokedGrants.length).toBe(before + 1);
});

test('a page that is loaded again asks the same, and burns nothing', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  const dialog = await openConnect(page, base);
  const window = await connectIn(page, dialog);
  await button(window, 'Use this account').waitFor();
  const before = (await control()).traffic.tokenRequests;
  await window.reload();
  await expect(window.getByRole('heading', { level: 1 })).toHaveText(`${appName} says you are ada.`);
  expect((await control()).traffic.tokenRequests).toBe(before);
  await useAccount(window);
  await expect(window).toHaveURL(/credentials\/oauth2\/crd_/);
  expect(await liveRows(ctx)).toHaveLength(1);
});

test('what came back is worth nothing to anybody else, nor a second time', async ({
  page,
  base,
  ctx,
  owner,
  place,
  browser,
}) => {
  await plantApp(ctx);
  const dialog = await openConnect(page, base);
  const window = await windowOf(page, connectButton(dialog));
  const seen: string[] = [];
  window.on('request', (request) => seen.push(request.url()));
  await consent(window);
  await button(window, 'Use this account').waitFor();
  const back = seen.find((url) => url.includes('/oauth/callback/')) ?? '';
  expect(back).toContain('code=');

  const colleague = await newPerson('Bo Builder');
  await join(colleague, owner, place, 'builder');
  for (const [person, words] of [
    [null, 'Your session has ended'],
    [colleague, 'Not begun in this browser'],
  ] as const)
    await elsewhere(browser, person, async (other) => {
      await other.goto(back);
      await expect(other.getByRole('heading', { level: 1 })).toHaveText(words);
    });
  expect(await liveRows(ctx)).toEqual([]);

  await useAccount(window);
  await expect(toastOf(page)).toContainText('Saved Orders API');
  await page.goto(back);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This sign-in is over');
  expect(await liveRows(ctx)).toHaveLength(1);
});

test('a provider that fails is named, with what to do', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  const dialog = await openConnect(page, base);
  await control({ failWith: '500' });
  const window = await connectIn(page, dialog);
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Nothing was stored');
  await expect(window.locator('.result[role=alert]')).toContainText('OAU-205');
  expect(await liveRows(ctx)).toEqual([]);
});

test('an app without a client says who can add one', async ({ page, base, owner, place, browser }) => {
  await open(page, `${base}/credentials?create=oauth2`);
  const dialog = dialogOf(page);
  await expect(dialog).toContainText('there is none for it here yet');
  await expect(dialog.getByRole('link', { name: 'Add an OAuth app' })).toHaveAttribute(
    'href',
    /oauth-apps\?create=oauth2/,
  );
  await connectButton(dialog).click();
  await expect(dialog.getByRole('alert')).toContainText('there is none for it here yet');
  const builder = await newPerson('Bo Builder');
  await join(builder, owner, place, 'builder');
  await elsewhere(browser, builder, async (other) => {
    await open(other, `${base}/credentials?create=oauth2`);
    await expect(dialogOf(other)).toContainText('An owner or an admin can add one');
  });
});

test('what the provider says at the sign-in is asked for only beside tokens that exist already', async ({
  page,
  base,
  ctx,
}) => {
  const app = appInput({ component: 'zoho', settings: { accounts: 'accounts.zoho.eu' }, params: {} });
  await createOauthApp(ctx, app);
  await open(page, `${base}/credentials?create=zoho`);
  const dialog = dialogOf(page);
  await fieldOf(dialog, 'Name').fill('CRM');
  await expect(fieldOf(dialog, 'API domain')).toHaveCount(0);
  await page.context().route('https://accounts.zoho.eu/**', (route) => route.fulfill({ body: 'Zoho' }));
  const window = await windowOf(page, button(dialog, 'Connect with Zoho CRM'));
  await window.waitForURL(/accounts\.zoho\.eu\/oauth\/v2\/auth/);
  expect(new URL(window.url()).searchParams.get('client_id')).toBe(app.clientId);
  await window.close();
  await button(dialog, 'Cancel').click();
  await dialog.getByText('Paste existing tokens instead').click();
  await expect(fieldOf(dialog, 'API domain')).toBeVisible();
});

test('client credentials need no browser', async ({ page, base, ctx }) => {
  await plantApp(ctx, { scopes: ['read'] });
  const dialog = await openConnect(page, base, 'Nightly job');
  await dialog.getByRole('radio', { name: 'As the OAuth app itself' }).check();
  await button(dialog, 'Verify and save').click();
  await expect(toastOf(page)).toContainText(`Connected as ${world().oauth.clients.web}.`);
  expect(await liveRows(ctx)).toMatchObject([{ name: 'Nightly job', state: 'passed' }]);
});

test('tokens that exist already are pasted, proved and kept', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  const response = await fetch(`${world().oauth.issuer}/_control/grants`, { method: 'POST', body: '{"count":1}' });
  const [grant] = (await response.json()) as { accessToken: string; refreshToken: string }[];
  const dialog = await openConnect(page, base, 'Moved here');
  await dialog.getByText('Paste existing tokens instead').click();
  await dialog.getByLabel('Access token', { exact: true }).fill('not-a-token');
  await button(dialog, 'Verify and save').click();
  await expect(dialog.getByRole('alert')).toContainText('did not accept');
  await dialog.getByLabel('Access token', { exact: true }).fill(grant?.accessToken ?? '');
  await dialog.getByLabel('Refresh token', { exact: true }).fill(grant?.refreshToken ?? '');
  await button(dialog, 'Verify and save').click();
  await expect(toastOf(page)).toContainText('Connected as ada.');
});

/** All that a page is answered from now on, as it arrives: what it lets go of half-way is heard so far. */
async function hear(page: Page): Promise<() => string> {
  const pieces = new Map<string, Buffer[]>();
  const take = (requestId: string, data: string, encoding: BufferEncoding = 'base64') => {
    pieces.set(requestId, [...(pieces.get(requestId) ?? []), Buffer.from(data, encoding)]);
  };
  const session = await page.context().newCDPSession(page);
  const streamed = async (requestId: string) => {
    const { bufferedData } = await session.send('Network.streamResourceContent', { requestId });
    take(requestId, bufferedData);
  };
  const whole = async (requestId: string) => {
    const { body, base64Encoded } = await session.send('Network.getResponseBody', { requestId });
    take(requestId, body, base64Encoded ? 'base64' : 'utf8');
  };
  // What is over before it can be listened to is asked for as a whole; a redirect has nothing to say.
  session.on('Network.responseReceived', ({ requestId }) => {
    streamed(requestId).catch(() => whole(requestId).catch(() => undefined));
  });
  session.on('Network.dataReceived', ({ requestId, data }) => take(requestId, data ?? ''));
  await session.send('Network.enable');
  return () => [...pieces.values()].map((of) => Buffer.concat(of).toString('utf8')).join('\n');
}

test('code, tokens and client secret are nowhere in clear, on the way in and kept', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  const dialog = await openConnect(page, base);
  const heard = [await hear(page)];
  const window = await windowOf(page, connectButton(dialog));
  let code = '';
  window.on('request', (request) => (code ||= new URL(request.url()).searchParams.get('code') ?? ''));
  const inWindow = await hear(window);
  heard.push(inWindow);
  await consent(window);
  await expect(window.getByRole('heading', { level: 1 })).toHaveText(`${appName} says you are ada.`);
  await expect.poll(inWindow).toContain('"account":"ada"');
  await useAccount(window);
  await expect(toastOf(page)).toContainText('Saved Orders API');
  const everything = () => heard.map((said) => said()).join('\n');
  await expect.poll(everything).toContain('Orders API');
  const [row] = await liveRows(ctx);
  const { secret } = await openVersion(ctx, row?.id ?? '', 1);
  const { accessToken = '', refreshToken = '' } = secret;
  const wanted = { code, accessToken, refreshToken, 'client secret': world().oauth.clientSecret };
  for (const [name, value] of Object.entries(wanted)) expect(value.length, name).toBeGreaterThan(10);
  expect(findInFiles(filesBelow(world().dataDir), wanted)).toEqual([]);
  expect(findInFiles([world().logFile], wanted)).toEqual([]);
  const { code: _, ...kept } = wanted;
  expect(findIn('what the browser heard', Buffer.from(everything()), kept)).toEqual([]);
});
