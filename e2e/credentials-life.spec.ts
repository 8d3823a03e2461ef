import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentialVersions } from '#db/schema/credentials.ts';
import { goodTokens } from './fakes/good-tokens.ts';
import { cardOf, dialogOf, fill, fromRowMenu, open, rowOf, saveButton, toastOf } from './forms.ts';
import { liveRows, plant, restKey, tamper, use } from './seed.ts';
import { expect, test } from './test.ts';

test('a badge counts the credentials of this workspace, and the worst state is told', async ({ page, base, ctx }) => {
  for (const name of ['One', 'Two', 'Three']) await plant(ctx, name);
  await plant(ctx, 'Four', { state: 'failed' });
  await plant(ctx, 'Elsewhere', restKey);
  await open(page, `${base}/credentials`);
  await expect(cardOf(page, 'GitHub').locator('.count')).toContainText('4 credentials');
  await expect(cardOf(page, 'GitHub')).toContainText('1 failed');
  await expect(cardOf(page, 'REST API').locator('.count')).toContainText('1 credential');
  await expect(cardOf(page, 'Slack').locator('.count')).toHaveCount(0);
  const green = await cardOf(page, 'GitHub')
    .locator('.count')
    .evaluate((badge) => getComputedStyle(badge).backgroundColor);
  const [red = 0, greenPart = 0, blue = 0] = (green.match(/\d+/g) ?? []).map(Number);
  expect(greenPart).toBeGreaterThan(Math.max(red, blue));
  const inUse = page.locator('.card').filter({ has: page.locator('.count') });
  await expect(inUse.first()).toContainText('GitHub');
});

test('a duplicate is checked and gets a free name', async ({ page, base, ctx }) => {
  await plant(ctx, 'Deploy token');
  await open(page, `${base}/credentials/github`);
  await fromRowMenu(page, 'Deploy token', 'Duplicate');
  await dialogOf(page).getByRole('button', { name: 'Duplicate', exact: true }).click();
  await expect(toastOf(page)).toContainText('Saved Deploy token 2');
  await expect(rowOf(page, 'Deploy token 2')).toContainText('Passed');
  const [one, two] = await liveRows(ctx);
  expect(one?.identifier).not.toBe(two?.identifier);
});

test('a duplicate that its app refuses is not made', async ({ page, base, ctx }) => {
  await plant(ctx, 'Revoked', { secret: { token: 'ghp_revoked' } });
  await open(page, `${base}/credentials/github`);
  await fromRowMenu(page, 'Revoked', 'Duplicate');
  await dialogOf(page).getByRole('button', { name: 'Duplicate', exact: true }).click();
  await expect(dialogOf(page).getByRole('alert')).toContainText('GitHub did not accept');
  expect(await liveRows(ctx)).toHaveLength(1);
});

test('Verify now asks the app, and the page shows what it said', async ({ page, base, ctx }) => {
  const works = await plant(ctx, 'Works', { state: 'unverified' });
  await plant(ctx, 'Revoked', { secret: { token: 'ghp_revoked' } });
  await open(page, `${base}/credentials/github`);
  await fromRowMenu(page, 'Revoked', 'Verify now');
  await expect(rowOf(page, 'Revoked')).toContainText('Failed');
  await expect(toastOf(page)).toContainText('GitHub did not accept the personal access token.');

  await open(page, `${base}/credentials/github/${works}`);
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(toastOf(page)).toContainText('Connected as octocat.');
  await expect(page.getByText(/Connected as octocat, checked/)).toBeVisible();
  await expect(page.getByRole('main').getByText('Passed').first()).toBeVisible();
  expect((await liveRows(ctx)).map((row) => row.state).toSorted()).toEqual(['failed', 'passed']);
});

test('an older version can be made current again, and none is lost', async ({ page, base, ctx }) => {
  const id = await plant(ctx, 'Orders', restKey);
  await open(page, `${base}/credentials/rest/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await fill(dialogOf(page), { 'Test path': '/v1/me?two' });
  await saveButton(page).click();
  await expect(dialogOf(page)).toBeHidden();
  const versions = page.getByRole('table').filter({ hasText: 'Version' });
  await expect(versions.getByRole('row', { name: /^2 current/ })).toContainText('Settings changed');
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await dialogOf(page).getByRole('button', { name: 'Verify and restore' }).click();
  await expect(dialogOf(page)).toBeHidden();
  await expect(versions.getByRole('row', { name: /^3 current/ })).toContainText('Restored');
  const [row] = await liveRows(ctx);
  expect(row?.settings).toMatchObject({ testPath: '/v1/me' });
  expect(await versionsOf(id)).toBe(3);
});

test('a version that no longer works is not restored', async ({ page, base, ctx }) => {
  const id = await plant(ctx, 'Deploy token', { secret: { token: 'ghp_old' } });
  await open(page, `${base}/credentials/github/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await dialogOf(page)
    .getByRole('button', { name: /^Replace/ })
    .click();
  await fill(dialogOf(page), { 'Personal access token': goodTokens.github });
  await saveButton(page).click();
  await expect(dialogOf(page)).toBeHidden();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await dialogOf(page).getByRole('button', { name: 'Verify and restore' }).click();
  await expect(dialogOf(page).getByRole('alert')).toContainText('GitHub did not accept');
  expect(await liveRows(ctx)).toMatchObject([{ version: 2, state: 'passed' }]);
  expect(await versionsOf(id)).toBe(2);
});

test('what is deleted waits in Trash, and comes back by Undo and from there', async ({ page, base, ctx }) => {
  await plant(ctx, 'Partner portal');
  await open(page, `${base}/credentials/github`);
  for (const way of ['undo', 'trash']) {
    await fromRowMenu(page, 'Partner portal', 'Delete');
    await dialogOf(page).getByRole('button', { name: 'Delete Partner portal' }).click();
    const news = toastOf(page).filter({ hasText: 'Deleted Partner portal.' }).last();
    await expect(news).toContainText('Restorable until');
    expect(await liveRows(ctx)).toEqual([]);
    if (way === 'undo') await news.getByRole('button', { name: 'Undo' }).click();
    else {
      await open(page, `${base}/credentials/trash`);
      await expect(rowOf(page, 'Partner portal')).toContainText('Mara Okafor');
      await page.getByRole('button', { name: 'Restore Partner portal' }).click();
      await expect(page.getByText('Nothing is in Trash')).toBeVisible();
      await open(page, `${base}/credentials/github`);
    }
    await expect(rowOf(page, 'Partner portal')).toContainText('Passed');
    await expect.poll(() => liveRows(ctx)).toHaveLength(1);
  }
});

test('several chosen ones go together, and come back together', async ({ page, base, ctx }) => {
  for (const name of ['One', 'Two', 'Three']) await plant(ctx, name);
  await open(page, `${base}/credentials/github`);
  for (const name of ['One', 'Two']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
  await dialogOf(page).getByRole('button', { name: 'Delete 2 credentials' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await toastOf(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(3);
});

test('one that an active flow uses stays, and the flow is named', async ({ page, base, ctx }) => {
  const id = await plant(ctx, 'Orders token');
  await use(ctx, id, 'Sync orders to ERP');
  await use(ctx, id, 'A draft of mine', 'draft');
  await open(page, `${base}/credentials/github`);
  await fromRowMenu(page, 'Orders token', 'Delete');
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'Delete Orders token' }).click();
  await expect(dialog.getByRole('alert')).toContainText('1 active flow would stop.');
  await expect(dialog.getByRole('alert')).toContainText(
    'Delete or update these flows first, or move them to another credential.',
  );
  const flow = dialog.getByRole('link', { name: 'Sync orders to ERP' });
  await expect(flow).toHaveAttribute('href', /\/flows\/flw_/);
  await expect(dialog.getByRole('table')).not.toContainText('A draft of mine');
  await expect(dialog).toContainText('Also named in 1 draft: A draft of mine.');
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(rowOf(page, 'Orders token')).toBeVisible();
  expect(await liveRows(ctx)).toHaveLength(1);
});

test('the trash gives another name where the old one was taken meanwhile', async ({ page, base, ctx }) => {
  const id = await plant(ctx, 'Deploy token');
  await tamper(ctx, id, { deletedAt: Date.now(), deletedBy: 'Mara Okafor' });
  await plant(ctx, 'Deploy Token');
  await open(page, `${base}/credentials/trash`);
  await page.getByRole('button', { name: 'Restore Deploy token' }).click();
  await expect(toastOf(page)).toContainText('The name was taken meanwhile. Now called Deploy token 2.');
  expect((await liveRows(ctx)).map((row) => row.name).toSorted()).toEqual(['Deploy Token', 'Deploy token 2']);
});

const versionsOf = async (credentialId: string): Promise<number> =>
  (
    await read()
      .select({ number: credentialVersions.number })
      .from(credentialVersions)
      .where(eq(credentialVersions.credentialId, credentialId))
  ).length;
