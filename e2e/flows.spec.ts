import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { flowSteps } from '#db/schema/flows.ts';
import { pauseFlow } from '#lib/flows/commands.ts';
import { renameStep } from '#lib/steps/commands.ts';
import { goodTokens } from './fakes/good-tokens.ts';
import { openPicker, optionOf, panelOf, pickerOf, stepOf } from './flow-pages.ts';
import { flowNow, plantFlow, usedIds } from './flow-seed.ts';
import { button, dialogOf, fieldOf, listening, open, rowOf, toastOf } from './forms.ts';
import { ctxOf, join, newPerson } from './people.ts';
import { liveRows, plant, restKey } from './seed.ts';
import { expect, signIn, test } from './test.ts';

test('a flow from nothing: named, a step, a credential added in place that fails, then passes; activated', async ({
  page,
  base,
  ctx,
}) => {
  await open(page, `${base}/flows`);
  await expect(page.getByRole('heading', { name: 'Create the first flow' })).toBeVisible();
  await button(page, 'Create Flow').click();
  await dialogOf(page).getByLabel('Name').fill('Release notes');
  await button(dialogOf(page), 'Create').click();
  await expect(page.getByRole('heading', { name: 'Release notes', level: 1 })).toBeVisible();
  await expect(page.getByText('Add a step first.')).toBeVisible();

  await button(page, 'Add step').click();
  await panelOf(page).getByRole('button', { name: 'GitHub', exact: true }).click();
  await expect(pickerOf(page)).toContainText('No GitHub credential is here yet.');
  await button(pickerOf(page), 'Add new credential').click();
  const panel = panelOf(page);
  await expect(panel.getByRole('radio', { name: 'Personal access token' })).toBeFocused();
  await fieldOf(panel, 'Name').fill('Deploy token');
  await fieldOf(panel, 'Personal access token').fill('ghp_mistyped');
  await button(panel, 'Verify and save').click();
  await expect(panel.getByRole('alert')).toContainText('GitHub did not accept');
  expect(await liveRows(ctx)).toEqual([]);
  expect(await usedIds(ctx)).toEqual([]);
  await expect(fieldOf(panel, 'Name')).toHaveValue('Deploy token');
  await expect(fieldOf(panel, 'Personal access token')).toHaveValue('ghp_mistyped');

  await fieldOf(panel, 'Personal access token').fill(goodTokens.github);
  await button(panel, 'Verify and save').click();
  await expect(panel.getByRole('status')).toContainText('Connected as');
  await expect(panel).toContainText('Saved Deploy token, chosen for step 1.');
  const [saved] = await liveRows(ctx);
  expect(await usedIds(ctx)).toEqual([saved?.id]);
  await button(panel, 'Done').click();
  await expect(stepOf(page, 'GitHub')).toContainText('Deploy token');

  await button(page, 'Activate').click();
  await expect(toastOf(page)).toContainText('Release notes is active.');
  await expect(button(page, 'Pause')).toBeVisible();
  await expect(page.getByText('Pause the flow to change its steps.').first()).toBeVisible();
  await page.getByRole('link', { name: 'Back to flows' }).click();
  await expect(rowOf(page, 'Release notes')).toContainText('Active');
});

test('a step without a credential: Activate says which one waits and leads there', async ({ page, base, ctx }) => {
  const good = await plant(ctx, 'Deploy token');
  const id = await plantFlow(ctx, 'Order sync', [
    { name: 'Read issues', credential: good },
    { name: 'Tell the channel', component: 'slack' },
  ]);
  await open(page, `${base}/flows/${id}`);
  await expect(page.getByText('Step 2, Tell the channel: Choose a credential of Slack.')).toBeVisible();
  await button(page, 'Activate').click();
  await expect(panelOf(page).getByRole('heading', { name: 'Tell the channel' })).toBeVisible();
  await expect(panelOf(page)).toBeFocused();
  expect((await flowNow(ctx, id)).state).toBe('draft');
});

test('a viewer sees flows and their steps, and nothing to change them with', async ({
  browser,
  base,
  owner,
  place,
  ctx,
}) => {
  const token = await plant(ctx, 'Deploy token');
  const id = await plantFlow(ctx, 'Order sync', [{ name: 'Read issues', credential: token }], 'active');
  const viewer = await newPerson('Vera Holm');
  await join(viewer, owner, place, 'viewer');
  const context = await browser.newContext();
  await signIn(context, viewer);
  const page = await context.newPage();
  await open(page, `${base}/flows`);
  await expect(button(page, 'Create Flow')).toHaveCount(0);
  await page.keyboard.press('c');
  await expect(dialogOf(page)).toHaveCount(0);
  await page.getByRole('link', { name: 'Order sync' }).click();
  await stepOf(page, 'Read issues').click();
  await expect(panelOf(page).getByRole('link', { name: 'Deploy token' })).toBeVisible();
  await expect(panelOf(page).getByRole('combobox')).toHaveCount(0);
  for (const name of ['Activate', 'Pause', 'Run check', 'Add step'])
    await expect(button(page, name), name).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^More/ })).toHaveCount(0);
  await expect(pauseFlow(await ctxOf(viewer, place), { flowId: id, revision: 1 })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  await context.close();
});

test('the whole way by keys: create, add a step, choose, move, activate, pause, delete', async ({
  page,
  base,
  ctx,
}) => {
  await plant(ctx, 'Deploy token');
  await plant(ctx, 'Orders', { ...restKey, environment: 'production' });
  const { keyboard } = page;
  await open(page, `${base}/credentials`);
  await keyboard.press('g');
  await keyboard.press('f');
  await expect(button(page, 'Create Flow')).toBeVisible();
  await listening(page);
  await keyboard.press('c');
  await expect(dialogOf(page).getByLabel('Name')).toBeFocused();
  await keyboard.type('Order sync');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Order sync', level: 1 })).toBeVisible();
  for (const [app, credential] of [
    ['GitHub', 'Deploy token'],
    ['REST', 'Orders'],
  ] as const) {
    await button(page, 'Add step').focus();
    await keyboard.press('Enter');
    await expect(panelOf(page).getByRole('searchbox', { name: 'Search apps' })).toBeFocused();
    await keyboard.type(app);
    await keyboard.press('Enter');
    await expect(pickerOf(page).getByRole('combobox')).toBeFocused();
    await expect(optionOf(page, credential)).toBeVisible();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect(stepOf(page, credential)).toBeVisible();
    await expect(panelOf(page).getByRole('combobox', { name: 'Credential' })).toBeFocused();
    await keyboard.press('Escape');
    await expect(panelOf(page)).toHaveCount(0);
    await expect(stepOf(page, credential)).toBeFocused();
  }
  await keyboard.press('Alt+ArrowUp');
  await expect(page.locator('.stepcard').first()).toContainText('Orders');
  await expect(stepOf(page, 'Orders')).toBeFocused();
  await keyboard.press('ArrowDown');
  await expect(stepOf(page, 'Deploy token')).toBeFocused();
  await button(page, 'Activate').focus();
  await keyboard.press('Enter');
  await expect(button(page, 'Pause')).toBeVisible();
  await page.getByRole('button', { name: /^More:/ }).focus();
  await keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Delete' }).focus();
  await keyboard.press('Enter');
  await expect(dialogOf(page)).toContainText('Order sync is active');
  await button(dialogOf(page), 'Pause').focus();
  await keyboard.press('Enter');
  await button(dialogOf(page), 'Delete Order sync').focus();
  await keyboard.press('Enter');
  await expect(toastOf(page).filter({ hasText: 'Deleted Order sync.' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Create the first flow' })).toBeVisible();
});

test('somebody else was quicker: the flow is shown as it is now, and nothing of theirs is overwritten', async ({
  page,
  base,
  ctx,
}) => {
  const token = await plant(ctx, 'Deploy token');
  const flowId = await plantFlow(ctx, 'Order sync', [{ name: 'Read issues', credential: token }]);
  await open(page, `${base}/flows/${flowId}`);
  const { revision, steps } = await flowNow(ctx, flowId);
  await renameStep(ctx, { flowId, revision, stepId: steps[0]?.id ?? '', name: 'Read bugs' });
  await button(page, 'Activate').click();
  await expect(page.getByRole('alert').filter({ hasText: 'Somebody changed this flow meanwhile.' })).toBeVisible();
  await expect(stepOf(page, 'Read bugs')).toBeVisible();
  expect((await flowNow(ctx, flowId)).state).toBe('draft');
  await button(page, 'Activate').click();
  await expect(button(page, 'Pause')).toBeVisible();
});

test('a step whose app left the catalogue says so and can be removed', async ({ page, base, ctx }) => {
  const id = await plantFlow(ctx, 'Order sync', [{ name: 'Read people' }]);
  await transact(async (tx) => {
    await tx.update(flowSteps).set({ component: 'workday' }).where(eq(flowSteps.flowId, id));
  });
  await open(page, `${base}/flows/${id}`);
  await stepOf(page, 'Read people').click();
  await expect(panelOf(page)).toContainText('This app is not in the catalogue any more.');
  await expect(panelOf(page).getByRole('combobox')).toHaveCount(0);
  await page.getByRole('button', { name: 'More for Read people' }).click();
  await page.getByRole('menuitem', { name: 'Remove step' }).click();
  await button(dialogOf(page), 'Remove step').click();
  await expect(stepOf(page, 'Read people')).toHaveCount(0);
  await expect(button(page, 'Add step')).toBeFocused();
  expect((await flowNow(ctx, id)).steps).toEqual([]);
});

test('on a telephone a step opens as a sheet, and what is under it cannot be reached', async ({ page, base, ctx }) => {
  const id = await plantFlow(ctx, 'Order sync', [{ name: 'Read issues' }, { name: 'Write notes' }]);
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `${base}/flows/${id}`);
  await stepOf(page, 'Read issues').click();
  await expect(page.locator('.ground')).toHaveAttribute('inert', '');
  await openPicker(page);
  await button(pickerOf(page), 'Add new credential').click();
  await fieldOf(panelOf(page), 'Name').fill('Half typed');
  await page.setViewportSize({ width: 1280, height: 860 });
  await expect(fieldOf(panelOf(page), 'Name')).toHaveValue('Half typed');
  await button(panelOf(page), 'Close step').click();
  await expect(panelOf(page)).toHaveCount(0);
  await expect(stepOf(page, 'Read issues')).toBeFocused();
});
