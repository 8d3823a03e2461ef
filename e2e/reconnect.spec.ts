import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { plantFlow } from './flow-seed.ts';
import { openPicker, panelOf, pickerOf, stepOf } from './flow-pages.ts';
import { button, dialogOf, fieldOf, fromRowMenu, open, rowOf, toastOf } from './forms.ts';
import {
  appName,
  connectButton,
  consent,
  control,
  fillConnect,
  plantApp,
  plantConnected,
  useAccount,
  windowOf,
} from './oauth-place.ts';
import { liveRows, tamper } from './seed.ts';
import { expect, test } from './test.ts';

const rowOfId = async (id: string) => (await read().select().from(credentials).where(eq(credentials.id, id)))[0];

/** Its grant has ended, as a refresh that failed for good leaves it. */
async function breakGrant(id: string): Promise<void> {
  await transact(async (tx) => {
    await tx
      .update(grants)
      .set({ state: 'reconnect', refreshDueAt: null, failureMessage: 'The access was taken back.' })
      .where(eq(grants.credentialId, id));
  });
}

test('a credential that needs a person is connected again with one press, and stays the same', async ({
  page,
  base,
  ctx,
}) => {
  await plantApp(ctx);
  const id = await plantConnected(ctx);
  await breakGrant(id);
  await tamper(ctx, id, { state: 'reconnect', stateMessage: `${appName} ended the session.` });
  await open(page, `${base}/credentials/oauth2/${id}`);
  const window = await windowOf(page, button(page, 'Reconnect Orders API'));
  await expect(dialogOf(page)).toContainText('Its id, its flows and its versions stay.');
  await consent(window);
  await expect(window.getByText('Use it for Orders API', { exact: false })).toBeVisible();
  await useAccount(window);
  await expect(toastOf(page)).toContainText('Connected as ada.');
  await expect(dialogOf(page)).toHaveCount(0);
  await expect(button(page, 'Reconnect Orders API')).toHaveCount(0);
  expect(await rowOfId(id)).toMatchObject({ version: 2, state: 'passed' });
});

test('another account than before is said before it takes the place', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  const id = await plantConnected(ctx);
  await open(page, `${base}/credentials/oauth2`);
  const [window] = await Promise.all([page.waitForEvent('popup'), fromRowMenu(page, 'Orders API', 'Reconnect')]);
  await consent(window, { login: 'grace' });
  await expect(window.getByText('Until now Orders API was ada.')).toBeVisible();
  await button(window, 'Discard').click();
  await expect(dialogOf(page).getByRole('alert')).toContainText('You discarded what the sign-in gave.');
  await button(dialogOf(page), 'Close').first().click();
  expect(await rowOfId(id)).toMatchObject({ version: 1, account: 'ada' });
});

test('tokens do not follow to another address: there one signs in again', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  const id = await plantConnected(ctx);
  await open(page, `${base}/credentials/oauth2/${id}`);
  await button(page, 'Edit').click();
  await fieldOf(dialogOf(page), 'Base URL').fill('https://other.example.com');
  await button(dialogOf(page), 'Verify and save').click();
  await expect(button(dialogOf(page), 'Connect again')).toBeVisible();
  expect(await rowOfId(id)).toMatchObject({ version: 1 });
});

test('a deletion takes the access back at the provider where that was ticked, and says what came of it', async ({
  page,
  base,
  ctx,
}) => {
  await plantApp(ctx);
  const id = await plantConnected(ctx);
  await plantConnected(ctx, 'Kept there');
  const before = (await control()).traffic.revokedGrants.length;
  await open(page, `${base}/credentials/oauth2`);
  await fromRowMenu(page, 'Kept there', 'Delete');
  await expect(dialogOf(page).getByRole('checkbox')).not.toBeChecked();
  await button(dialogOf(page), 'Delete Kept there').click();
  await expect(toastOf(page)).toContainText('Deleted Kept there.');
  expect((await control()).traffic.revokedGrants.length).toBe(before);

  await fromRowMenu(page, 'Orders API', 'Delete');
  await dialogOf(page).getByLabel(`Also revoke it at ${appName}`).check();
  await button(dialogOf(page), 'Delete Orders API').click();
  await expect(toastOf(page).filter({ hasText: 'Deleted Orders API.' })).toContainText(`Revoked at ${appName}.`);
  expect((await control()).traffic.revokedGrants.length).toBe(before + 1);
  await toastOf(page).filter({ hasText: 'Deleted Orders API.' }).getByRole('button', { name: 'Undo' }).click();
  await expect(toastOf(page).filter({ hasText: 'Restored Orders API.' })).toBeVisible();
  await expect(rowOf(page, 'Orders API')).toContainText('Reconnect needed');
  expect(await rowOfId(id)).toMatchObject({ state: 'reconnect' });
});

test('one of two owners of a refresh token is refused', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  await plantConnected(ctx);
  await open(page, `${base}/credentials/oauth2`);
  await fromRowMenu(page, 'Orders API', 'Duplicate');
  await button(dialogOf(page), 'Duplicate').click();
  await expect(dialogOf(page).getByRole('alert')).toContainText('Connect again under a new name.');
  expect(await liveRows(ctx)).toHaveLength(1);
});

test('in the flow builder one is connected in place, and the step has it', async ({ page, base, ctx }) => {
  await plantApp(ctx);
  const flow = await plantFlow(ctx, 'Order sync', [{ name: 'Read orders', component: 'oauth2' }]);
  await open(page, `${base}/flows/${flow}`);
  await stepOf(page, 'Read orders').click();
  await openPicker(page);
  await pickerOf(page).getByRole('button', { name: 'Add new credential' }).click();
  await fillConnect(panelOf(page), 'Orders API');
  const window = await windowOf(page, connectButton(panelOf(page)));
  await consent(window);
  await useAccount(window);
  await expect(panelOf(page)).toContainText('Saved Orders API, chosen for step 1.');
  await button(panelOf(page), 'Done').click();
  await expect(stepOf(page, 'Read orders')).toContainText('Orders API');
});
