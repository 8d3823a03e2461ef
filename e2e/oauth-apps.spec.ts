import type { Locator, Page } from '@playwright/test';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { openOauthApp } from '#lib/oauth-apps/queries.ts';
import { appInput, plantGrant } from '#lib/oauth-apps/testing.ts';
import { createWorkspace } from '#lib/workspaces/commands.ts';
import { button, dialogOf, open, rowOf, tabTo, toastOf } from './forms.ts';
import { ctxOf, join, newPerson, newTenant, type Person } from './people.ts';
import { elsewhere, expect, test } from './test.ts';
import { world } from './world.ts';

const secret = 'a-client-secret-nobody-reads-back';
const next = 'the-secret-that-came-after-it';

/** From the list to the form of the generic component. */
async function openForm(page: Page, base: string): Promise<Locator> {
  await open(page, `${base}/settings/oauth-apps`);
  await button(page, 'New OAuth app').click();
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'OAuth 2.0 API', exact: true }).click();
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused();
  return dialog;
}

async function fillClient(dialog: Locator, name: string, clientId = 'orders-web'): Promise<void> {
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('Authorization endpoint').fill('https://login.example.com/authorize');
  await dialog.getByLabel('Token endpoint').fill('https://login.example.com/token');
  await dialog.getByLabel('Client id', { exact: true }).fill(clientId);
  await dialog.getByLabel('Client secret', { exact: true }).fill(secret);
}

const facts = (page: Page, panel: string) =>
  page.locator('.panel', { has: page.getByRole('heading', { name: panel, exact: true }) });

test('an OAuth app is registered, changed, given another secret and deleted', async ({ page, base, ctx }) => {
  const dialog = await openForm(page, base);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await dialog.getByRole('button', { name: 'Copy redirect address' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `${world().origin}/oauth/callback/${ctx.tenantId}`,
  );
  await fillClient(dialog, 'Orders, staging');
  await dialog.getByLabel('Environment').selectOption('staging');
  await dialog.getByLabel('Add scopes').fill('read, write admin');
  await dialog.getByLabel('Add scopes').press('Enter');
  await dialog.getByRole('button', { name: 'Remove admin' }).click();
  await dialog.getByText('Parameters and lifetimes').click();
  await dialog.getByLabel('Extra parameters').fill('prompt=consent\naccess_type=offline');
  await button(dialog, 'Save').click();
  await expect(toastOf(page).filter({ hasText: 'Orders, staging is kept.' })).toBeVisible();

  const row = rowOf(page, 'Orders, staging');
  await expect(row).toContainText('OAuth 2.0 API');
  await expect(row).toContainText('orders-web');
  await expect(row).toContainText('Nothing yet');
  await row.getByRole('link', { name: 'Orders, staging' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Orders, staging');
  await expect(facts(page, 'Client')).toContainText('https://login.example.com:443');
  await expect(facts(page, 'Sign-in').getByRole('listitem')).toHaveText(['read', 'write']);
  await expect(facts(page, 'Sign-in')).toContainText('offline');
  expect(await page.content()).not.toContain(secret);

  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  expect((await openOauthApp(ctx, id)).client).toEqual({ clientId: 'orders-web', clientSecret: secret });

  await button(page, 'Edit').click();
  await expect(dialog).toContainText('Untouched unless you replace it.');
  await dialog.getByLabel('Name', { exact: true }).fill('Orders');
  await dialog.getByRole('button', { name: 'Remove write' }).click();
  await button(dialog, 'Save').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Orders');
  expect((await openOauthApp(ctx, id)).client.clientSecret).toBe(secret);

  await button(page, 'Replace secret').click();
  await button(dialog, 'Replace').click();
  await expect(dialog).toContainText('A client secret is needed.');
  await dialog.getByLabel('New client secret').fill(next);
  await button(dialog, 'Replace').click();
  await expect(toastOf(page).filter({ hasText: 'The next refresh signs in with it.' })).toBeVisible();
  expect((await openOauthApp(ctx, id)).client.clientSecret).toBe(next);

  await button(page, 'Delete').click();
  await dialog.getByRole('button', { name: 'Delete Orders' }).click();
  await expect(page).toHaveURL(`${base}/settings/oauth-apps`);
  await expect(page.getByText('None yet. An OAuth app is what you are at a provider')).toBeVisible();

  await open(page, `${base}/activity?group=oauth_app`);
  for (const words of ['registered the OAuth app', 'changed the OAuth app', 'deleted the OAuth app'])
    await expect(page.locator('tbody')).toContainText(words);
  await expect(page.locator('tbody')).toContainText('replaced the client secret of the OAuth app');
  expect(await page.content()).not.toMatch(new RegExp(`${secret}|${next}`));
});

test('what is wrong is said at its field, and what was typed stays', async ({ page, base, ctx }) => {
  await createOauthApp(ctx, appInput({ name: 'Taken', clientId: 'taken' }));
  const dialog = await openForm(page, base);
  const note = (label: string) => dialog.locator('.field', { has: page.getByLabel(label, { exact: true }) });
  await button(dialog, 'Save').click();
  await expect(note('Name')).toContainText('A name is needed.');
  await expect(note('Token endpoint')).toContainText('Token endpoint is needed.');
  await expect(note('Client id')).toContainText('A client id is needed.');
  await expect(note('Client secret')).toContainText('A client secret is needed.');

  await fillClient(dialog, 'TAKEN');
  await dialog.getByLabel('Token endpoint').fill('https://login.example.com:22/token');
  await button(dialog, 'Save').click();
  await expect(note('Token endpoint')).toContainText('Port 22 may not be called over https.');
  await expect(dialog.getByLabel('Token endpoint')).toBeFocused();
  await dialog.getByLabel('Token endpoint').fill('https://login.example.com/token');
  await dialog.getByLabel('Add scopes').fill('read "all"');
  await button(dialog, 'Save').click();
  await expect(dialog.getByRole('group', { name: 'Scopes' })).toContainText(
    'A scope has no blanks, quotes or backslashes.',
  );
  await dialog.getByLabel('Add scopes').fill('read');
  await dialog.getByText('Parameters and lifetimes').click();
  await dialog.getByLabel('Extra parameters').fill('state=mine');
  await button(dialog, 'Save').click();
  await expect(note('Extra parameters')).toContainText('This parameter is part of every sign-in already.');
  await dialog.getByLabel('Extra parameters').fill('');
  await button(dialog, 'Save').click();
  await expect(note('Name')).toContainText('Another OAuth app of this component has this name.');
  await expect(dialog.getByLabel('Client secret', { exact: true })).toHaveValue(secret);
  await dialog.getByLabel('Name', { exact: true }).fill('Free');
  await dialog.getByLabel('Client id', { exact: true }).fill('taken');
  await button(dialog, 'Save').click();
  await expect(note('Client id')).toContainText('Another OAuth app is this client already.');
  await dialog.getByLabel('Client id', { exact: true }).fill('free');
  await button(dialog, 'Save').click();
  await expect(rowOf(page, 'Free')).toBeVisible();
});

test('an endpoint that moves asks for the client secret again, and another tab is not overwritten', async ({
  page,
  base,
  ctx,
}) => {
  const { id } = await createOauthApp(ctx, appInput({ clientSecret: secret }));
  await open(page, `${base}/settings/oauth-apps/${id}`);
  await button(page, 'Edit').click();
  const dialog = dialogOf(page);
  await dialog.getByLabel('Token endpoint').fill('https://elsewhere.example.com/token');
  await button(dialog, 'Save').click();
  const field = dialog.getByLabel('Client secret', { exact: true });
  await expect(field).toBeFocused();
  await expect(dialog).toContainText('The saved client secret only ever goes where it was meant to go.');
  expect((await openOauthApp(ctx, id)).app).toMatchObject({
    revision: 1,
    tokenOrigin: 'https://login.example.com:443',
  });
  await field.fill(next);
  await button(dialog, 'Save').click();
  await expect(facts(page, 'Client')).toContainText('https://elsewhere.example.com:443');
  expect((await openOauthApp(ctx, id)).client.clientSecret).toBe(next);

  await button(page, 'Edit').click();
  await dialog.getByLabel('Name', { exact: true }).fill('Mine');
  const { app } = await openOauthApp(ctx, id);
  const other = await page.context().newPage();
  await open(other, `${base}/settings/oauth-apps/${id}`);
  await button(other, 'Edit').click();
  await dialogOf(other).getByLabel('Name', { exact: true }).fill('Theirs');
  await button(dialogOf(other), 'Save').click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Theirs');
  await other.close();
  await button(dialog, 'Save').click();
  await expect(dialog.getByRole('alert')).toContainText('Somebody changed this OAuth app meanwhile.');
  await button(dialog, 'Load the newest').click();
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('Theirs');
  expect((await openOauthApp(ctx, id)).app.revision).toBe(app.revision + 1);
});

test('the endpoints of an issuer are read, seen and then saved', async ({ page, base, ctx }) => {
  const { issuer, tokenUrl, authorizationUrl, revocationUrl } = world().oauth;
  const dialog = await openForm(page, base);
  await button(dialog, 'Read endpoints').click();
  await expect(dialog).toContainText('Type the issuer first.');
  await expect(dialog.getByLabel('Issuer')).toBeFocused();
  await dialog.getByLabel('Issuer').fill(`${issuer}/no-such-realm`);
  await button(dialog, 'Read endpoints').click();
  await expect(dialog.getByRole('alert')).toContainText('There is no discovery document of this issuer');
  await dialog.getByLabel('Issuer').fill(issuer);
  await button(dialog, 'Read endpoints').click();
  await expect(dialog.getByText(`${issuer} was read.`)).toBeVisible();
  await expect(dialog.getByLabel('Authorization endpoint')).toHaveValue(authorizationUrl);
  await expect(dialog.getByLabel('Token endpoint')).toHaveValue(tokenUrl);
  await expect(dialog.getByLabel('Revocation endpoint')).toHaveValue(revocationUrl);
  await dialog.getByLabel('Name', { exact: true }).fill('Test server');
  await dialog.getByLabel('Client id', { exact: true }).fill(world().oauth.clients.web);
  await dialog.getByLabel('Client secret', { exact: true }).fill(secret);
  await button(dialog, 'Save').click();
  await rowOf(page, 'Test server').getByRole('link').click();
  await expect(facts(page, 'Client')).toContainText(issuer);
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  expect((await openOauthApp(ctx, id)).provider).toMatchObject({ issuer, tokenUrl });
});

test('an app in use is not deleted: its credentials are named and linked, in every workspace', async ({
  page,
  base,
  ctx,
  owner,
  place,
}) => {
  const { id } = await createOauthApp(ctx, appInput());
  const staging = await createWorkspace(ctx, { name: 'Staging', environment: 'staging' });
  const there = await ctxOf(owner, staging);
  const [here, other] = [await plantGrant(ctx, 'Shop', { appId: id }), await plantGrant(there, 'Mill', { appId: id })];
  await open(page, `${base}/settings/oauth-apps`);
  await expect(rowOf(page, 'Orders, production')).toContainText('2 credentials');
  await rowOf(page, 'Orders, production').getByRole('link').click();
  const table = page.getByRole('region', { name: 'Credentials connected with it' });
  await expect(table.getByRole('row')).toHaveCount(3);
  await expect(table.getByRole('link', { name: 'Mill' })).toHaveAttribute(
    'href',
    `/${place.tenant}/${staging.workspace}/credentials/oauth2/${other}`,
  );
  await button(page, 'Delete').click();
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'Delete Orders, production' }).click();
  await expect(dialog.getByRole('heading', { level: 2 })).toHaveText('Orders, production is in use');
  await expect(dialog.getByRole('alert')).toContainText('Mill and Shop were connected with it.');
  await expect(dialog.getByRole('link', { name: 'Shop' })).toHaveAttribute('href', new RegExp(`oauth2/${here}$`));
  await button(dialog, 'Keep it').click();
  await button(page, 'Edit').click();
  await dialog.getByLabel('Client id', { exact: true }).fill('another-client');
  await button(dialog, 'Save').click();
  await expect(dialog.getByRole('alert')).toContainText('Its client id stays.');
  expect((await openOauthApp(ctx, id)).app.revision).toBe(1);
});

test('the form is filled and sent by keys alone', async ({ page, base }) => {
  await open(page, `${base}/settings/oauth-apps`);
  await tabTo(page, button(page, 'New OAuth app'));
  await page.keyboard.press('Enter');
  const dialog = dialogOf(page);
  await expect(dialog.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('oauth 2');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused();
  await page.keyboard.type('By keys');
  await tabTo(page, dialog.getByLabel('Token endpoint'));
  await page.keyboard.type('https://login.example.com/token');
  await tabTo(page, dialog.getByLabel('Client id', { exact: true }));
  await page.keyboard.type('keys');
  await tabTo(page, dialog.getByRole('checkbox', { name: /^This client has no secret/ }));
  await page.keyboard.press('Space');
  await expect(dialog.getByLabel('Client secret', { exact: true })).toHaveCount(0);
  await tabTo(page, dialog.getByLabel('Add scopes'));
  await page.keyboard.type('openid');
  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByRole('button', { name: 'Remove openid' }));
  await tabTo(page, button(dialog, 'Save'));
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'By keys')).toContainText('None, a public client');
});

const roles: readonly ['admin' | 'builder' | 'viewer', number][] = [
  ['admin', 200],
  ['builder', 200],
  ['viewer', 404],
];
for (const [role, status] of roles)
  test(`OAuth apps are shown to a${role === 'admin' ? 'n' : ''} ${role}: ${status}, and changed by admins alone`, async ({
    base,
    owner,
    place,
    ctx,
    browser,
  }) => {
    const { id } = await createOauthApp(ctx, appInput());
    const person: Person = await newPerson('Jonas Lind');
    await join(person, owner, place, role);
    await elsewhere(browser, person, async (theirs) => {
      for (const path of ['', `/${id}`]) {
        const response = await theirs.goto(`${base}/settings/oauth-apps${path}`);
        expect(response?.status()).toBe(status);
        const deeds = theirs.getByRole('button', { name: /^(?:New OAuth app|Edit|Replace secret|Delete)$/ });
        await expect(deeds).toHaveCount(role === 'admin' ? (path === '' ? 1 : 3) : 0);
      }
      const nav = theirs.getByRole('navigation', { name: 'Settings' });
      await theirs.goto(`${base}/settings`);
      await expect(nav).toHaveCount(status === 200 ? 1 : 0);
      await expect(nav.getByRole('link', { name: 'Members' })).toHaveCount(role === 'admin' ? 1 : 0);
    });
  });

test('another tenant’s app is not there', async ({ page, owner, ctx }) => {
  const { id } = await createOauthApp(ctx, appInput());
  const second = await newTenant(owner, 'Contoso');
  const response = await page.goto(`${world().origin}/${second.tenant}/${second.workspace}/settings/oauth-apps/${id}`);
  expect(response?.status()).toBe(404);
  await expect(page.getByText('There is no such OAuth app here')).toBeVisible();
});
