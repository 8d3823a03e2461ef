import { eq } from 'drizzle-orm';
import type { Locator, Page } from '@playwright/test';
import { transact } from '#db/client.ts';
import { credentialVersions } from '#db/schema/credentials.ts';
import { flowSteps } from '#db/schema/flows.ts';
import { sessions } from '#db/schema/users.ts';
import { pauseFlow } from '#lib/flows/commands.ts';
import { renameStep } from '#lib/steps/commands.ts';
import { goodTokens } from './fakes/good-tokens.ts';
import { brokenActiveFlows, flowNow, plantFlow, plantMany, usedIds } from './flow-seed.ts';
import { dialogOf, fieldOf, listening, open, rowOf, toastOf } from './forms.ts';
import { ctxOf, join, newPerson, password } from './people.ts';
import { liveRows, plant, restKey, tamper, use } from './seed.ts';
import { expect, signIn, test } from './test.ts';

const panelOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Step settings' });
const pickerOf = (page: Page): Locator => page.locator('.menu.picker');
const optionOf = (page: Page, name: string): Locator => pickerOf(page).getByRole('option', { name });
const stepOf = (page: Page, name: string): Locator => page.locator('.stepcard', { hasText: name });
const button = (where: Page | Locator, name: string): Locator => where.getByRole('button', { name, exact: true });
const openPicker = (page: Page): Promise<void> => panelOf(page).getByRole('combobox', { name: 'Credential' }).click();

test('a flow from nothing: named, a step, a credential added in place that fails, then passes; activated', async ({
  page,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
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
  await expect(fieldOf(panel, 'Name')).toBeFocused();
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

test('a step without a credential: Activate says which one waits and leads there', async ({
  page,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
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

test('deleting what active flows use is refused with their names and links; after pausing it goes', async ({
  page,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
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
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
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

test('2,000 credentials in the picker: searched, paged and chosen by keys alone', async ({
  page,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
  await plantMany(ctx, 2_000, (at) => `Token ${String(at).padStart(4, '0')}`);
  const id = await plantFlow(ctx, 'Order sync', [{ name: 'Read issues' }]);
  await open(page, `${base}/flows/${id}`);
  await stepOf(page, 'Read issues').focus();
  await page.keyboard.press('Enter');
  await expect(panelOf(page)).toBeFocused();
  const trigger = panelOf(page).getByRole('combobox', { name: 'Credential' });
  for (let presses = 0; presses < 6 && !(await trigger.evaluate((it) => it === document.activeElement)); presses += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const search = pickerOf(page).getByRole('combobox', { name: 'Search GitHub credentials' });
  await expect(search).toBeFocused();
  await expect(search).toHaveAttribute('placeholder', 'Search 2,000 credentials');
  await expect(pickerOf(page).getByRole('option')).toHaveCount(30);
  await page.keyboard.press('Tab');
  await expect(button(pickerOf(page), 'Show more')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(pickerOf(page).getByRole('option')).toHaveCount(60);
  await page.keyboard.press('Shift+Tab');
  await expect(search).toBeFocused();
  await page.keyboard.type('1987');
  await expect(pickerOf(page).getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(pickerOf(page)).toHaveCount(0);
  await expect(stepOf(page, 'Read issues')).toContainText('Token 1987');
  await expect(trigger).toBeFocused();
});

test('what does not work is named and cannot be chosen; what was never checked is checked first', async ({
  page,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
  const failed = await plant(ctx, 'Broken token', { state: 'failed' });
  await tamper(ctx, failed, { stateMessage: 'GitHub did not accept this token.' });
  await plant(ctx, 'Unchecked and wrong', { state: 'unverified', secret: { token: 'ghp_mistyped' } });
  const right = await plant(ctx, 'Unchecked and right', { state: 'unverified' });
  const id = await plantFlow(ctx, 'Order sync', [{ name: 'Read issues' }]);
  await open(page, `${base}/flows/${id}`);
  await stepOf(page, 'Read issues').click();
  await openPicker(page);
  await expect(optionOf(page, 'Broken token')).toHaveAttribute('aria-disabled', 'true');
  await expect(optionOf(page, 'Broken token')).toContainText('GitHub did not accept this token.');
  await expect(pickerOf(page).getByRole('link', { name: 'Repair Broken token' })).toHaveAttribute(
    'href',
    new RegExp(failed),
  );
  await optionOf(page, 'Unchecked and wrong').click();
  await expect(panelOf(page).getByRole('alert')).toContainText('GitHub did not accept');
  await expect(panelOf(page)).toContainText('Unchecked and wrong was not chosen.');
  expect(await usedIds(ctx)).toEqual([]);
  await openPicker(page);
  await optionOf(page, 'Unchecked and right').click();
  await expect(stepOf(page, 'Read issues')).toContainText('Unchecked and right');
  expect(await usedIds(ctx)).toEqual([right]);
});

test('adding in place that is given up leaves the step as it was; what is typed waits while another is looked at', async ({
  page,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
  const token = await plant(ctx, 'Deploy token');
  const id = await plantFlow(ctx, 'Order sync', [{ name: 'Read issues', credential: token }, { name: 'Write notes' }]);
  await open(page, `${base}/flows/${id}`);
  await stepOf(page, 'Read issues').click();
  await openPicker(page);
  await button(pickerOf(page), 'Add new credential').click();
  await fieldOf(panelOf(page), 'Name').fill('Half typed');
  await page.keyboard.press('Escape');
  await stepOf(page, 'Write notes').click();
  await expect(panelOf(page).getByRole('heading', { name: 'Write notes' })).toBeVisible();
  await stepOf(page, 'Read issues').click();
  await expect(fieldOf(panelOf(page), 'Name')).toHaveValue('Half typed');
  await button(panelOf(page), 'Choose existing').click();
  await expect(panelOf(page).getByRole('combobox', { name: 'Credential' })).toContainText('Deploy token');
  expect(await usedIds(ctx)).toEqual([token]);
  expect(await liveRows(ctx)).toHaveLength(1);
});

test('a session that ends while a credential is added in place: sign in over it, nothing typed is lost', async ({
  page,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
  const id = await plantFlow(ctx, 'Order sync', [{ name: 'Read issues' }]);
  await open(page, `${base}/flows/${id}`);
  await stepOf(page, 'Read issues').click();
  await openPicker(page);
  await button(pickerOf(page), 'Add new credential').click();
  await fieldOf(panelOf(page), 'Name').fill('Deploy token');
  await fieldOf(panelOf(page), 'Personal access token').fill(goodTokens.github);
  await transact(async (tx) => {
    await tx.delete(sessions).where(eq(sessions.userId, owner.user.userId));
  });
  await button(panelOf(page), 'Verify and save').click();
  await expect(dialogOf(page)).toContainText('Sign in to go on');
  expect(await liveRows(ctx)).toEqual([]);
  await dialogOf(page).getByLabel('Password').fill(password);
  await dialogOf(page).getByLabel('Password').press('Enter');
  await expect(panelOf(page)).toContainText('Saved Deploy token, chosen for step 1.');
  expect(await usedIds(ctx)).toEqual((await liveRows(ctx)).map((row) => row.id));
});

test('delete and activate at the same moment on two pages: one wins, no active flow is left without its credential', async ({
  page,
  base,
  owner,
  place,
  context,
}) => {
  const ctx = await ctxOf(owner, place);
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

test('a viewer sees flows and their steps, and nothing to change them with', async ({
  browser,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
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
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
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
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
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

test('Run check asks each app once and says what came of it, also for the steps of one that fails', async ({
  page,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
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
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
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

test('a step whose app left the catalogue says so and can be removed', async ({ page, base, owner, place }) => {
  const ctx = await ctxOf(owner, place);
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

test('on a telephone a step opens as a sheet, and what is under it cannot be reached', async ({
  page,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
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
