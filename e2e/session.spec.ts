import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { sessions } from '#db/schema/users.ts';
import type { Page } from '@playwright/test';
import { goodTokens } from './fakes/good-tokens.ts';
import { dialogOf, fieldOf, fill, open, openCreate, rowOf, saveButton, toastOf } from './forms.ts';
import { ctxOf, password, type Person } from './people.ts';
import { liveRows, plant, restKey } from './seed.ts';
import { expect, test } from './test.ts';

const endSessions = (person: Person): Promise<void> =>
  transact(async (tx) => {
    await tx.delete(sessions).where(eq(sessions.userId, person.user.userId));
  });

/** What a page may have left behind in the browser. */
const keptByBrowser = (page: Page) =>
  page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    readable: document.cookie,
  }));

const nothing = { local: {}, session: {}, databases: [], caches: [], readable: '' };

const gateOf = (page: Page) => dialogOf(page).filter({ hasText: 'Sign in to go on' });
const formOf = (page: Page) => dialogOf(page).filter({ hasText: 'Create Credential' });

test('a session that ends under a form: sign in over it, nothing typed is lost, the save goes on', async ({
  page,
  base,
  owner,
  ctx,
}) => {
  const dialog = await openCreate(page, base, 'GitHub');
  await fill(dialog, { Name: 'Deploy token', 'Personal access token': goodTokens.github, Environment: 'staging' });
  await endSessions(owner);
  await saveButton(page).click();
  await expect(gateOf(page)).toContainText('What you typed is still here and goes on where it was.');
  await expect(gateOf(page).getByLabel('E-mail')).toHaveValue(owner.email);
  await expect(fieldOf(formOf(page), 'Name')).toHaveValue('Deploy token');
  expect(await liveRows(ctx)).toEqual([]);

  await gateOf(page).getByLabel('Password').fill('not my password at all');
  await gateOf(page).getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(gateOf(page)).toContainText('That e-mail and password do not belong together.');
  await gateOf(page).getByLabel('Password').fill(password);
  await gateOf(page).getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(toastOf(page)).toContainText('Saved Deploy token');
  await expect(dialogOf(page)).toHaveCount(0);
  expect(await liveRows(ctx)).toMatchObject([{ name: 'Deploy token', environment: 'staging', state: 'passed' }]);
  expect(await keptByBrowser(page)).toEqual(nothing);
});

test('not now: the form is still there with all that was typed', async ({ page, base, owner, ctx }) => {
  const dialog = await openCreate(page, base, 'GitHub');
  await fill(dialog, { Name: 'Deploy token', 'Personal access token': goodTokens.github });
  await endSessions(owner);
  await saveButton(page).click();
  await gateOf(page).getByRole('button', { name: 'Not now' }).click();
  await expect(gateOf(page)).toHaveCount(0);
  await expect(fieldOf(dialog, 'Name')).toHaveValue('Deploy token');
  await expect(fieldOf(dialog, 'Personal access token')).toHaveValue(goodTokens.github);
  await saveButton(page).click();
  await gateOf(page).getByLabel('Password').fill(password);
  await gateOf(page).getByLabel('Password').press('Enter');
  await expect(toastOf(page)).toContainText('Saved Deploy token');
  expect(await liveRows(ctx)).toHaveLength(1);
});

test('a delete that was asked for after the session had ended waits for the sign-in too', async ({
  page,
  base,
  owner,
  ctx,
}) => {
  await plant(ctx, 'Orders', restKey);
  await open(page, `${base}/credentials/rest`);
  await page.getByRole('button', { name: 'More for Orders' }).click();
  let answered = 0;
  page.on('response', (response) => (answered += response.request().method() === 'POST' ? 1 : 0));
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  // The flows that use it and what could be revoked: what the dialog asks for as it opens would meet the gate first.
  await expect.poll(() => answered).toBe(2);
  await endSessions(owner);
  await dialogOf(page).getByRole('button', { name: 'Delete Orders' }).click();
  await gateOf(page).getByLabel('Password').fill(password);
  await gateOf(page).getByLabel('Password').press('Enter');
  await expect(toastOf(page)).toContainText('Deleted Orders.');
  await expect(rowOf(page, 'Orders')).toHaveCount(0);
  expect(await liveRows(ctx)).toEqual([]);
});

test('a server that does not answer is told in the form, and nothing typed is lost', async ({
  page,
  base,
  owner,
  place,
  context,
}) => {
  const dialog = await openCreate(page, base, 'GitHub');
  await fill(dialog, { Name: 'Deploy token', 'Personal access token': goodTokens.github });
  await context.setOffline(true);
  await saveButton(page).click();
  await expect(dialog.getByRole('alert')).toContainText('The server could not be reached.');
  await expect(fieldOf(dialog, 'Personal access token')).toHaveValue(goodTokens.github);
  await context.setOffline(false);
  await saveButton(page).click();
  await expect(toastOf(page)).toContainText('Saved Deploy token');
  expect(await liveRows(await ctxOf(owner, place))).toHaveLength(1);
});

test('after creating, failing, editing and searching the browser has kept nothing', async ({
  page,
  base,
  owner,
  place,
}) => {
  await plant(await ctxOf(owner, place), 'Orders', restKey);
  const dialog = await openCreate(page, base, 'GitHub');
  await fill(dialog, { Name: 'Deploy token', 'Personal access token': 'ghp_mistyped' });
  await saveButton(page).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await page.keyboard.press('Escape');
  await open(page, `${base}/credentials/rest?q=ord`);
  await page.getByRole('link', { name: 'Orders', exact: true }).click();
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(toastOf(page)).toContainText('Orders');
  expect(await keptByBrowser(page)).toEqual(nothing);
  const state: unknown = await page.evaluate(() => window.history.state as unknown);
  expect(JSON.stringify(state)).not.toContain('ghp_mistyped');
  expect(await page.content()).not.toContain(goodTokens.rest);
});
