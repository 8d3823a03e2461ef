import type { Locator, Page } from '@playwright/test';
import { container, create, item, plain, preview, upload } from './files.ts';
import { button, dialogOf, open, rowOf, toastOf } from './forms.ts';
import { ctxOf, join, newPerson } from './people.ts';
import { liveRows, plant, restKey, tamper, use } from './seed.ts';
import { elsewhere, expect, test } from './test.ts';

const namesOf = async (ctx: Parameters<typeof liveRows>[0]): Promise<string[]> =>
  (await liveRows(ctx)).map((row) => row.name).toSorted();

/** Three kinds of conflict and a new one: by name, by identifier, by both. */
const threeConflicts = () =>
  container([
    item('By name', { settings: {}, metadata: { from: 'the file' } }),
    item('By identifier, renamed there', { identifier: 'github-met' }),
    item('By both', { identifier: 'github-both', environment: 'staging' }),
    item('New'),
  ]);

async function importThree(page: Page, base: string): Promise<Locator> {
  const dialog = await preview(page, base, await threeConflicts());
  await dialog.getByRole('button', { name: 'Choose for all conflicts' }).click();
  await dialog.getByRole('button', { name: 'Override existing App Credentials' }).click();
  await dialog.getByRole('button', { name: 'Apply choices' }).click();
  await create(dialog);
  return dialog;
}

test('an import of three kinds of conflict is undone from its result, and everything is as it was', async ({
  page,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
  await plant(ctx, 'By name');
  await plant(ctx, 'Met', { identifier: 'github-met' });
  await plant(ctx, 'By both', { identifier: 'github-both' });
  const before = await namesOf(ctx);
  const dialog = await preview(page, base, await threeConflicts());
  await expect(dialog.getByRole('row', { name: /By name/ })).toContainText('Same name');
  await expect(dialog.getByRole('row', { name: /renamed there/ })).toContainText('Same identifier');
  await expect(dialog.getByRole('row', { name: /By both/ })).toContainText('Same name and identifier');
  await expect(dialog).toContainText('All 4 are stored together or not at all.');
  await expect(dialog).toContainText('You can undo the whole import for 30 days.');
  await importThree(page, base);
  await expect(dialog).toContainText('1 created, 3 overridden');
  await expect(dialog).toContainText('The former values stay as versions. You can undo the whole import until');
  expect(Object.fromEntries((await liveRows(ctx)).map((row) => [row.name, row.version]))).toEqual({
    'By name': 2,
    Met: 2,
    'By both': 2,
    New: 1,
  });

  await button(dialog, 'Undo this import').click();
  await expect(dialog).toContainText('1 created credential goes to Trash for 30 days.');
  await expect(dialog).toContainText('3 overridden credentials have their former value again');
  await button(dialog, 'Keep it').click();
  await expect(dialog).toContainText('1 created, 3 overridden');
  await button(dialog, 'Undo this import').click();
  await button(dialog, 'Undo this import').click();
  await expect(toastOf(page)).toContainText('The import is undone.');
  await expect(dialog).toBeHidden();
  expect(await namesOf(ctx)).toEqual(before);
  const rows = await liveRows(ctx);
  expect(rows.map(({ version, environment, metadata }) => ({ version, environment, metadata }))).toEqual(
    rows.map(() => ({ version: 3, environment: 'production', metadata: {} })),
  );

  await open(page, `${base}/credentials/trash`);
  await expect(page.getByRole('row', { name: /New/ })).toBeVisible();
});

test('the history names the file, who, the signer and each item; Activity and the palette lead there', async ({
  page,
  base,
  owner,
  place,
}) => {
  const ctx = await ctxOf(owner, place);
  await open(page, `${base}/imports`);
  await expect(page.getByRole('heading', { name: 'Nothing was imported yet' })).toBeVisible();
  const file = plain({ resourceType: 'credential', name: 'From elsewhere', component: 'GitHub', token: 'ghp_x' });
  const dialog = await upload(page, base, file, 'old tool.bson');
  await create(dialog);
  await dialog.getByRole('link', { name: 'See this import' }).click();
  await expect(page.getByRole('heading', { name: 'old tool.bson', level: 1 })).toBeVisible();
  const address = page.url();
  await expect(page.getByRole('region', { name: 'Items of the file' })).toContainText('From elsewhere');
  await expect(page.getByRole('main')).toContainText('Not signed');
  await expect(page.getByRole('main')).toContainText('by Mara Okafor: 1 created.');
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Imports' }).click();
  await expect(rowOf(page, 'old tool.bson')).toContainText('1 created');
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'old tool.bson' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(address);

  await open(page, `${base}/activity`);
  await rowOf(page, 'imported the file').getByRole('link', { name: 'old tool.bson' }).click();
  await expect(page).toHaveURL(address);
  await open(page, `${base}/credentials`);
  await page.keyboard.press('ControlOrMeta+k');
  await dialogOf(page).getByRole('combobox').fill('open imports');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${base}/imports`);
  expect(await namesOf(ctx)).toEqual(['From elsewhere']);
});

test('an undo that something depends on is refused as a whole, by name', async ({ page, base, owner, place }) => {
  const ctx = await ctxOf(owner, place);
  const met = await plant(ctx, 'Met', { identifier: 'github-met' });
  const file = await container([item('Met', { identifier: 'github-met' }), item('Made')]);
  const dialog = await preview(page, base, file);
  await dialog.getByLabel('Do with Met').selectOption('override');
  await create(dialog);
  const made = (await liveRows(ctx)).find((row) => row.name === 'Made')?.id ?? '';
  await tamper(ctx, met, { revision: 7, environment: 'staging' });
  await use(ctx, made, 'Sync orders');
  await button(dialog, 'Undo this import').click();
  await button(dialog, 'Undo this import').click();
  await expect(dialog.getByRole('alert')).toContainText('2 credentials depend on this import by now.');
  const blocked = dialog.getByRole('region', { name: 'In the way of the undo' });
  await expect(blocked.getByRole('row', { name: /Met/ })).toContainText('It was changed since.');
  await expect(blocked.getByRole('row', { name: /Made/ })).toContainText('The active flow Sync orders uses it.');
  await expect(button(dialog, 'Undo this import')).toHaveCount(0);
  expect(await namesOf(ctx)).toEqual(['Made', 'Met']);
  expect((await liveRows(ctx)).find((row) => row.id === met)).toMatchObject({ version: 2, environment: 'staging' });

  await page.goto(`${base}/imports`);
  await rowOf(page, 'export.bson').getByRole('link').click();
  const panel = page.getByRole('region', { name: 'In the way of the undo' });
  await expect(panel.getByRole('row', { name: /Made/ })).toContainText('The active flow Sync orders uses it.');
  await expect(page.getByRole('button', { name: 'Undo this import' })).toHaveCount(0);
});

test('the page of an import undoes it once, and says so from then on', async ({ page, base, owner, place }) => {
  const ctx = await ctxOf(owner, place);
  const good = item('Good', { ...restKey, identifier: 'rest-good', audience: [...restKey.audience] });
  const dialog = await preview(page, base, await container([good]));
  const table = await create(dialog);
  // A check changes how it stands; it is no reason to keep it.
  await expect(table.getByRole('row', { name: /Good/ })).toContainText('Passed', { timeout: 20_000 });
  await dialog.getByRole('link', { name: 'See this import' }).click();
  await expect(page.getByRole('region', { name: 'Items of the file' })).toContainText('Passed');
  await page.getByRole('button', { name: 'Undo this import' }).click();
  await button(dialogOf(page), 'Undo this import').click();
  await expect(toastOf(page)).toContainText('1 credential is in Trash.');
  await expect(page.getByRole('heading', { name: 'Undone', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo this import' })).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Items of the file' })).toContainText('Not here any more');
  expect(await liveRows(ctx)).toEqual([]);
  await page.goto(`${base}/activity`);
  await expect(rowOf(page, 'undid the import of export.bson')).toBeVisible();
});

test('a file older than what is here says so before it overrides', async ({ page, base, owner, place }) => {
  const ctx = await ctxOf(owner, place);
  await plant(ctx, 'One');
  await plant(ctx, 'Two');
  const version = { id: 'ver_before', number: 1, savedAt: new Date('2024-03-02T10:00:00Z') };
  const dialog = await preview(page, base, await container([item('One', { version }), item('Two')]));
  const row = dialog.getByRole('row', { name: /One/ });
  await expect(row).toContainText('Older than what is here: saved 2 Mar 2024, here');
  await row.getByRole('button', { name: /Compare One/ }).click();
  await dialog.getByRole('button', { name: /^Override existing App Credentials Older than what is here/ }).click();
  await create(dialog);
  await expect(dialog).toContainText('1 created, 1 overridden');
  await dialog.getByRole('link', { name: 'See this import' }).click();
  await expect(page.getByRole('row', { name: /One/ })).toContainText('By a value saved earlier than the one here');
});

test('whoever may not import sees no history', async ({ browser, base, owner, place }) => {
  const builder = await newPerson('Bea Builder');
  await join(builder, owner, place, 'builder');
  await elsewhere(browser, builder, async (page) => {
    await open(page, `${base}/credentials`);
    await expect(page.getByRole('link', { name: 'Trash' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Imports' })).toHaveCount(0);
    await page.goto(`${base}/imports`);
    await expect(page.getByRole('heading', { name: 'There is no such import here' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Imports' })).toHaveCount(0);
  });
});
