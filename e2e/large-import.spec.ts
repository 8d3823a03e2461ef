import type { Page } from '@playwright/test';
import { newSigningKey } from '#lib/vault/signing.ts';
import { item, preview } from './files.ts';
import { button, dialogOf, listening, open, rowOf, toastOf } from './forms.ts';
import { hold, largeFile, letGo, many, say } from './large-runs.ts';
import { join, newPerson } from './people.ts';
import { liveRows, plant, tamper } from './seed.ts';
import { elsewhere, expect, test } from './test.ts';

const summary = (page: Page) => page.getByRole('heading', { level: 2 }).first();
const plan = (page: Page) => page.getByRole('region', { name: 'What will be imported' });
const items = (page: Page) => page.getByRole('region', { name: 'Items of the file' });
const create = (page: Page) => page.getByRole('main').getByRole('button', { name: 'Create', exact: true });

/** Through the dialog to the page of the plan. */
async function planOf(page: Page, base: string, file: Buffer): Promise<string> {
  await preview(page, base, file);
  await page.waitForURL(`${base}/imports/*`);
  await expect(page.getByRole('heading', { name: 'export.bson', level: 1 })).toBeVisible();
  return page.url();
}

/** The plan once it has been read, listening. */
async function ready(page: Page): Promise<void> {
  await expect(plan(page)).toBeVisible({ timeout: 30_000 });
  await listening(page);
}

test('a large file is read into a plan, chosen about, stored, checked, and taken back', async ({ page, base, ctx }) => {
  test.setTimeout(240_000);
  for (const n of [1, 2, 3]) await plant(ctx, `Store ${n}`, { environment: 'staging' });
  const stray = item('Cold archive', { component: 'vault-archive', audience: ['https://archive.example:443'] });
  const file = await largeFile([stray]);
  const held = hold(ctx, 0);
  const address = await planOf(page, base, file);
  await held;
  await say(ctx, { done: 400 });
  await expect(page.getByText(`Reading 400 of ${many + 1}`)).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Reading' })).toHaveJSProperty('value', 400);
  await open(page, `${base}/imports`);
  await expect(page.getByRole('heading', { name: 'A file is being read' })).toBeVisible();
  await rowOf(page, 'export.bson').getByRole('link').click();
  await expect(page.getByText(`Reading 400 of ${many + 1}`)).toBeVisible();
  await letGo(ctx);
  await ready(page);
  await expect(summary(page)).toHaveText('697 created, 1 left out, 3 conflicts wait for a choice');

  await page.getByRole('link', { name: 'Cannot be imported 1' }).click();
  await expect(page).toHaveURL(`${address}?show=refused`);
  await expect(plan(page).locator('tbody tr')).toHaveCount(1);
  await expect(plan(page)).toContainText('This installation has no app called vault-archive.');
  await page.getByRole('link', { name: 'New 697' }).click();
  await expect(plan(page).locator('tbody tr')).toHaveCount(50);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(`${address}?show=new&after=53`);
  await expect(rowOf(page, 'Store 54')).toBeVisible();
  await page.getByRole('link', { name: 'Conflicts 3' }).click();
  await expect(plan(page).locator('tbody tr')).toHaveCount(3);

  await create(page).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Choose what' })).toContainText('3 conflicts first.');
  await expect(page.getByRole('radio', { name: 'Override existing App Credentials' })).toBeFocused();
  await page.getByRole('radio', { name: 'Override existing App Credentials' }).check();
  await expect(summary(page)).toHaveText('697 created, 3 overridden, 1 left out');
  await page.getByRole('checkbox', { name: 'Include Store 2' }).uncheck();
  await expect(summary(page)).toHaveText('697 created, 2 overridden, 2 left out');
  await plan(page)
    .getByRole('button', { name: /Compare Store 3/ })
    .click();
  await expect(dialogOf(page)).toContainText('Store 3 already exists');
  await expect(dialogOf(page).getByRole('row', { name: /Environment/ })).toContainText('staging');
  await dialogOf(page)
    .getByRole('button', { name: /^Create Adds “Store 3 2”/ })
    .click();
  await expect(summary(page)).toHaveText('698 created, 1 overridden, 2 left out');
  await expect(page.getByLabel('Do with Store 3')).toHaveValue('create');

  const storing = hold(ctx, 1);
  await create(page).click();
  await storing;
  await expect(page.getByRole('heading', { name: 'Importing' })).toBeVisible();
  await expect(page.getByText(/^Storing \d+ of 701: /)).toBeVisible();
  await page.goto(`${base}/imports`);
  await expect(rowOf(page, 'export.bson')).toContainText('Importing');
  await page.goto(address);
  await letGo(ctx);
  await expect(page.getByText(/: 698 created, 1 overridden, 1 left out, 1 refused\.$/)).toBeVisible({
    timeout: 30_000,
  });
  expect(await liveRows(ctx)).toHaveLength(701);
  await expect(items(page)).toContainText('Store 1');
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(items(page)).toContainText('Store 101');
  await page.getByRole('link', { name: 'Could not be imported 1' }).click();
  await expect(items(page).locator('tbody tr')).toHaveCount(1);
  await expect(items(page)).toContainText('This installation has no app called vault-archive.');

  await listening(page);
  await button(page, 'Verify').click();
  await expect(page.getByText(/^Checked [\d,]+ of 699/)).toBeVisible();
  await expect(page.getByText('699 passed.')).toBeVisible({ timeout: 90_000 });

  await button(page, 'Undo this import').click();
  await expect(dialogOf(page)).toContainText('It is done in batches; what somebody changes meanwhile stays.');
  const undoing = hold(ctx, 1);
  await button(dialogOf(page), 'Undo this import').click();
  await undoing;
  await expect(page.getByText(/^Taking back \d+ of 701$/)).toBeVisible();
  const last = (await liveRows(ctx)).find((row) => row.name === `Store ${many}`);
  await tamper(ctx, last?.id ?? '', { revision: 7 });
  await page.goto(`${base}/imports`);
  await expect(rowOf(page, 'export.bson')).toContainText('Undoing');
  await page.goto(address);
  await letGo(ctx);
  await expect(page.getByText('1 stayed, because it was changed meanwhile.')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Stayed 1' }).click();
  await expect(items(page).locator('tbody tr')).toHaveCount(1);
  await expect(rowOf(page, `Store ${many}`)).toContainText('Not undone. It was changed since.');
  const rows = await liveRows(ctx);
  expect(rows.map((row) => row.name).toSorted()).toEqual(['Store 1', 'Store 2', 'Store 3', 'Store 700']);
  expect(rows.find((row) => row.name === 'Store 1')).toMatchObject({ version: 3, environment: 'staging' });
  await page.goto(`${base}/activity?kind=import`);
  for (const words of ['began to import the file', 'imported the file', 'began to undo the import', 'undid the import'])
    await expect(rowOf(page, words).first()).toBeVisible();
});

test('an import is stopped: what is stored stays, and can be undone', async ({ page, base, ctx }) => {
  test.setTimeout(120_000);
  await planOf(page, base, await largeFile());
  await ready(page);
  await expect(page.getByRole('radio')).toHaveCount(0);
  const held = hold(ctx, 1);
  await create(page).click();
  await held;
  await expect(page.getByText(/^Storing \d+ of 700: /)).toBeVisible();
  await button(page, 'Stop').click();
  await expect(dialogOf(page)).toContainText('What is stored by then stays, and can be undone as a whole.');
  await button(dialogOf(page), 'Stop this import').click();
  await expect(page.getByText('Stopping…')).toBeVisible();
  await letGo(ctx);
  const stored = (await liveRows(ctx)).length;
  expect(stored).toBeGreaterThan(0);
  expect(stored).toBeLessThan(many);
  await expect(page.getByText(`Stopped after ${stored} of 700 items.`)).toBeVisible({ timeout: 30_000 });
  expect(await liveRows(ctx)).toHaveLength(stored);
  await expect(button(page, 'Undo this import')).toBeVisible();
  await page.goto(`${base}/imports`);
  await expect(rowOf(page, 'export.bson')).toContainText(`Stopped: ${stored} created`);
});

test('a file that is being read is cancelled, and leaves nothing', async ({ page, base, ctx }) => {
  test.setTimeout(120_000);
  const held = hold(ctx, 0);
  const address = await planOf(page, base, await largeFile());
  await held;
  await button(page, 'Cancel').click();
  await expect(page.getByText('Cancelling…').first()).toBeVisible();
  await letGo(ctx);
  await expect(page).toHaveURL(`${base}/imports`, { timeout: 30_000 });
  await expect(page.getByRole('heading', { name: 'Nothing was imported yet' })).toBeVisible();
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'There is no such import here' })).toBeVisible();
  expect(await liveRows(ctx)).toEqual([]);
});

test('a file that cannot be read says so, with its code, and is put away', async ({ page, base, ctx }) => {
  test.setTimeout(120_000);
  const held = hold(ctx, 0);
  await planOf(page, base, await largeFile());
  await held;
  const errorMessage = 'Item 431 does not match its seal.';
  await say(ctx, { state: 'failed', errorCode: 'IMP-207', errorMessage, fileKey: null });
  await expect(page.getByText('Something went wrong! Please try again.')).toBeVisible();
  await expect(page.getByRole('main')).toContainText(`${errorMessage} Nothing was stored.`);
  await expect(page.getByRole('main')).toContainText('IMP-207');
  await button(page, 'Discard').click();
  await button(dialogOf(page), 'Discard').click();
  await expect(toastOf(page)).toContainText('The plan is discarded.');
  await expect(page.getByRole('heading', { name: 'Nothing was imported yet' })).toBeVisible();
});

test('a plan is everybody’s who may import: another admin confirms its signer and stores it', async ({
  browser,
  page,
  base,
  owner,
  place,
  ctx,
}) => {
  test.setTimeout(120_000);
  const address = await planOf(page, base, await largeFile([], { signer: newSigningKey() }));
  await ready(page);
  const jonas = await newPerson('Jonas Lind');
  await join(jonas, owner, place, 'admin');
  await elsewhere(browser, jonas, async (other) => {
    await open(other, `${base}/imports`);
    await expect(other.getByRole('heading', { name: 'A plan waits for you' })).toBeVisible();
    await rowOf(other, 'export.bson').getByRole('link').click();
    await ready(other);
    await expect(other.getByText(/^Nothing is stored until you press Create\. This plan waits until /)).toBeVisible();
    await create(other).click();
    await expect(other.getByRole('alert').filter({ hasText: 'Confirm' })).toContainText('who signed this file first.');
    await other.getByRole('checkbox', { name: /I compared this fingerprint/ }).check();
    await create(other).click();
    await expect(other.getByText(/by Jonas Lind: 700 created\.$/)).toBeVisible({ timeout: 30_000 });
  });
  expect(await liveRows(ctx)).toHaveLength(many);
  // Whoever still looks at the plan is shown what became of it.
  await create(page).click();
  await page.goto(address);
  await expect(page.getByText(/by Jonas Lind: 700 created\.$/)).toBeVisible();
});
