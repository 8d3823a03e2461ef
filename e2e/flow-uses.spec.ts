import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { credentialVersions } from '#db/schema/credentials.ts';
import { optionOf, panelOf, stepOf } from './flow-pages.ts';
import { brokenActiveFlows, flowNow, plantFlow, usedIds } from './flow-seed.ts';
import { button, dialogOf, open, rowOf, toastOf } from './forms.ts';
import { liveRows, plant, tamper, use } from './seed.ts';
import { expect, test } from './test.ts';

test('deleting what active flows use is refused with their names and links; after pausing it goes', async ({
  page,
  base,
  ctx,
}) => {
  const token = await plant(ctx, 'Deploy token');
  const order = await plantFlow(ctx, 'Order sync', [{ name: 'Read issues', credential: token }], 'active');
  await plantFlow(ctx, 'Stock alert', [{ name: 'Look up', credential: token }]);
  const path = `${base}/credentials/github/${token}`;
  await open(page, path);
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await button(dialogOf(page), 'Delete Deploy token').click();
  const dialog = dialogOf(page);
  await expect(dialog.getByRole('heading', { name: 'Deploy token is in use' })).toBeVisible();
  await expect(dialog).toContainText('1 active flow would stop.');
  await expect(dialog).toContainText('Also named in 1 draft: Stock alert.');
  await dialog.getByRole('link', { name: 'Order sync' }).click();
  await expect(page.getByRole('heading', { name: 'Order sync', level: 1 })).toBeVisible();
  expect(page.url()).toContain(order);
  await button(page, 'Pause').click();
  await expect(toastOf(page)).toContainText('Order sync is paused.');

  await open(page, path);
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(dialogOf(page)).toContainText('Named in 1 draft and 1 paused flow');
  await button(dialogOf(page), 'Delete Deploy token').click();
  await expect(toastOf(page)).toContainText('Deleted Deploy token.');
  await open(page, `${base}/flows/${order}`);
  await expect(stepOf(page, 'Read issues')).toContainText('Deploy token is in the trash.');
});

test('Replace everywhere checks the other one, moves every flow, and what it replaced can go', async ({
  page,
  base,
  ctx,
}) => {
  const old = await plant(ctx, 'Old token');
  const fresh = await plant(ctx, 'New token');
  await plant(ctx, 'Wrong token', { secret: { token: 'ghp_mistyped' } });
  for (const name of ['Order sync', 'Nightly ledger']) await use(ctx, old, name);
  await open(page, `${base}/credentials/github`);
  await page.getByRole('button', { name: 'More for Old token' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await button(dialogOf(page), 'Delete Old token').click();
  await button(dialogOf(page), 'Replace everywhere').click();
  await expect(dialogOf(page)).toContainText('Choose what takes its place.');
  const choose = async (name: string) => {
    await dialogOf(page).getByRole('combobox', { name: 'Replace everywhere with' }).click();
    await optionOf(page, name).click();
    await button(dialogOf(page), 'Replace everywhere').click();
  };
  await choose('Wrong token');
  await expect(dialogOf(page).getByText('GitHub did not accept')).toBeVisible();
  expect(new Set(await usedIds(ctx))).toEqual(new Set([old]));
  await choose('New token');
  await expect(toastOf(page)).toContainText('Moved 2 flows to New token.');
  await expect(toastOf(page)).toContainText('Old token can be deleted now.');
  expect(await usedIds(ctx)).toEqual([fresh, fresh]);
  await expect(rowOf(page, 'New token')).toContainText('2 flows');

  await page.getByRole('link', { name: 'New token', exact: true }).click();
  await button(page, 'Replace everywhere').click();
  await expect(dialogOf(page)).toContainText('Replace New token');
  await expect(dialogOf(page)).toContainText('2 steps change together.');
  await choose('Old token');
  await expect(toastOf(page).filter({ hasText: 'Moved 2 flows to Old token.' })).toBeVisible();
  expect(await usedIds(ctx)).toEqual([old, old]);
});

test('delete and activate at the same moment on two pages: one wins, no active flow is left without its credential', async ({
  page,
  base,
  context,
  ctx,
}) => {
  const token = await plant(ctx, 'Deploy token');
  const id = await plantFlow(ctx, 'Order sync', [{ name: 'Read issues', credential: token }]);
  const other = await context.newPage();
  await open(page, `${base}/flows/${id}`);
  await open(other, `${base}/credentials/github/${token}`);
  await other.getByRole('button', { name: /^More/ }).click();
  await other.getByRole('menuitem', { name: 'Delete' }).click();
  await Promise.all([button(page, 'Activate').click(), button(dialogOf(other), 'Delete Deploy token').click()]);
  await expect(
    toastOf(other).getByText('Deleted Deploy token.').or(dialogOf(other).getByText('is in use')),
  ).toBeVisible();
  await expect(button(page, 'Pause').or(page.getByText('Deploy token is in the trash.').first())).toBeVisible();
  const isDeleted = (await liveRows(ctx)).length === 0;
  expect((await flowNow(ctx, id)).state).toBe(isDeleted ? 'draft' : 'active');
  expect(await brokenActiveFlows(ctx)).toEqual([]);
});

test('Run check asks each app once and says what came of it, also for the steps of one that fails', async ({
  page,
  base,
  ctx,
}) => {
  const good = await plant(ctx, 'Deploy token');
  const wrong = await plant(ctx, 'Wrong token', { secret: { token: 'ghp_mistyped' } });
  const id = await plantFlow(ctx, 'Order sync', [
    { name: 'Read issues', credential: good },
    { name: 'Read again', credential: good },
    { name: 'Write notes', credential: wrong },
  ]);
  await open(page, `${base}/flows/${id}`);
  await button(page, 'Run check').click();
  await expect(page.getByRole('alert').filter({ hasText: '1 of 2 credentials failed.' })).toContainText(
    'Wrong token: GitHub did not accept',
  );
  await expect(stepOf(page, 'Write notes')).toContainText('Wrong token failed its last check.');
  await expect(page.getByText('Step 3, Write notes: Wrong token failed its last check.')).toBeVisible();
  await open(page, `${base}/flows?trouble=true`);
  await expect(rowOf(page, 'Order sync')).toContainText('Wrong token failed its last check.');
});

test('a secret that came by an override and fails is told on the active flow and in the list', async ({
  page,
  base,
  ctx,
}) => {
  const token = await plant(ctx, 'Deploy token');
  await plantFlow(ctx, 'Order sync', [{ name: 'Read issues', credential: token }], 'active');
  await transact(async (tx) => {
    await tx.update(credentialVersions).set({ reason: 'override' }).where(eq(credentialVersions.credentialId, token));
  });
  await tamper(ctx, token, { state: 'failed', stateMessage: 'GitHub did not accept this token.' });
  await open(page, `${base}/flows`);
  await expect(rowOf(page, 'Order sync')).toContainText('Deploy token failed its last check.');
  await page.getByRole('link', { name: 'Order sync' }).click();
  await expect(page.getByText('Step 1, Read issues: Deploy token failed its last check.')).toBeVisible();
  await stepOf(page, 'Read issues').click();
  await expect(panelOf(page)).toContainText('Its secret came with an import just now and fails its check.');
  await panelOf(page).getByRole('link', { name: 'page of the credential' }).click();
  await expect(page.getByRole('heading', { name: 'Deploy token', level: 1 })).toBeVisible();
});
