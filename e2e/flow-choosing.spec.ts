import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { sessions } from '#db/schema/users.ts';
import { goodTokens } from './fakes/good-tokens.ts';
import { openPicker, optionOf, panelOf, pickerOf, stepOf } from './flow-pages.ts';
import { plantFlow, plantMany, usedIds } from './flow-seed.ts';
import { button, dialogOf, fieldOf, open, tabTo } from './forms.ts';
import { password } from './people.ts';
import { liveRows, plant, tamper } from './seed.ts';
import { expect, test } from './test.ts';

test('2,000 credentials in the picker: searched, paged and chosen by keys alone', async ({ page, base, ctx }) => {
  await plantMany(ctx, 2_000, (at) => `Token ${String(at).padStart(4, '0')}`);
  const id = await plantFlow(ctx, 'Order sync', [{ name: 'Read issues' }]);
  await open(page, `${base}/flows/${id}`);
  await stepOf(page, 'Read issues').focus();
  await page.keyboard.press('Enter');
  await expect(panelOf(page)).toBeFocused();
  const trigger = panelOf(page).getByRole('combobox', { name: 'Credential' });
  await tabTo(page, trigger);
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
  ctx,
}) => {
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
  ctx,
}) => {
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
  ctx,
}) => {
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
