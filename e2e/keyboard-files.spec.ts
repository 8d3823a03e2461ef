import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { ExportProgress } from '#lib/exports/schema.ts';
import { press, typeIn } from './by-keys.ts';
import { act } from './doors.ts';
import { passphrase } from './files.ts';
import { button, dialogOf, hasVisibleFocus, listening, open, tabTo, toastOf } from './forms.ts';
import { largeFile, many } from './large-runs.ts';
import { password } from './people.ts';
import { value } from './planted.ts';
import { liveRows, plant } from './seed.ts';
import { expect, test } from './test.ts';

const plan = (page: Page) => page.getByRole('region', { name: 'What will be imported' });

/** From the key that imports, through the chooser of files and the passphrase, to the page of the plan. */
async function planByKeys(page: Page, base: string): Promise<void> {
  const dialog = dialogOf(page);
  await open(page, `${base}/credentials`);
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('i');
  await expect(button(dialog, 'Upload')).toBeFocused();
  await page.keyboard.press('Enter');
  const buffer = await largeFile();
  await (await chooser).setFiles({ name: 'export.bson', mimeType: 'application/octet-stream', buffer });
  await typeIn(page, dialog.getByLabel('Passphrase', { exact: true }), passphrase);
  await page.keyboard.press('Enter');
  await expect(plan(page)).toBeVisible({ timeout: 30_000 });
  await listening(page);
}

test('a large file is chosen, reviewed and stored without a mouse', async ({ page, base, ctx }) => {
  test.setTimeout(180_000);
  for (const n of [1, 2, 3]) await plant(ctx, `Store ${n}`, { environment: 'staging' });
  await planByKeys(page, base);
  const [main, dialog] = [page.getByRole('main'), dialogOf(page)];
  const summary = main.getByRole('heading', { level: 2 }).first();
  const conflicts = page.getByRole('link', { name: 'Conflicts 3' });
  await press(page, conflicts);
  await expect(page).toHaveURL(/\?show=conflict$/);
  await expect(plan(page).locator('tbody tr')).toHaveCount(3);
  await expect(conflicts).toBeFocused();

  // Past the last row the page begins anew.
  const create = button(main, 'Create');
  await press(page, create);
  const override = page.getByRole('radio', { name: 'Override existing App Credentials' });
  await expect(override).toBeFocused();
  await expect(main.getByRole('alert')).toContainText('3 conflicts first.');
  await page.keyboard.press('Space');
  await expect(summary).toHaveText('697 created, 3 overridden');
  await expect(override).toBeFocused();

  const include = page.getByRole('checkbox', { name: 'Include Store 2' });
  await press(page, include, 'Space');
  await expect(summary).toHaveText('697 created, 2 overridden, 1 left out');
  await expect(include).toBeFocused();

  const compare = plan(page).getByRole('button', { name: /Compare Store 3/ });
  await press(page, compare);
  await expect(dialog).toContainText('Store 3 already exists');
  await expect(dialog.getByRole('button', { name: /^Override/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(compare).toBeFocused();
  await page.keyboard.press('Enter');
  await press(page, dialog.getByRole('button', { name: /^Create Adds “Store 3 2”/ }));
  await expect(summary).toHaveText('698 created, 1 overridden, 1 left out');
  await expect(compare).toBeFocused();
  await tabTo(page, page.getByLabel('Do with Store 3'));
  await page.keyboard.type('Over');
  await expect(summary).toHaveText('697 created, 2 overridden, 1 left out');
  await expect(page.getByLabel('Do with Store 3')).toHaveValue('override');

  await press(page, create);
  await expect(page.getByText(/: 697 created, 2 overridden, 1 left out\.$/)).toBeVisible({ timeout: 60_000 });
  expect(await liveRows(ctx)).toHaveLength(many);
});

test('a plan is put away without a mouse', async ({ page, base, ctx }) => {
  test.setTimeout(120_000);
  await planByKeys(page, base);
  const dialog = dialogOf(page);
  const discard = button(page.getByRole('main'), 'Discard');
  await press(page, discard);
  await expect(dialog).toContainText('Discard this plan');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(discard).toBeFocused();
  await page.keyboard.press('Enter');
  await press(page, button(dialog, 'Discard'));
  await expect(toastOf(page)).toContainText('The plan is discarded.');
  await expect(page).toHaveURL(`${base}/imports`);
  expect(await liveRows(ctx)).toEqual([]);
});

test('a workspace is exported, found in the list and looked at without a mouse', async ({
  page,
  base,
  owner,
  place,
  ctx,
}) => {
  await plant(ctx, 'Deploy token');
  const before = { scope: 'all', sealing: { kind: 'installation' }, reason: 'Before', password };
  value(await act<ExportProgress>('startExport', place, before, owner.cookie));
  await open(page, `${base}/imports`);
  await press(page, page.getByRole('navigation', { name: 'Files' }).getByRole('link', { name: 'Exports' }));
  await expect(page.getByRole('heading', { name: 'Exports', level: 1 })).toBeVisible();
  await listening(page);

  const exportAll = button(page, 'Export the whole workspace');
  const dialog = dialogOf(page);
  await press(page, exportAll);
  await expect(dialog).toContainText('Those in the trash stay.');
  await page.keyboard.press('Escape');
  await expect(exportAll).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByRole('radio', { name: 'A passphrase' }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(dialog).toContainText('Only this installation opens the file');
  await page.keyboard.press('ArrowRight');
  await typeIn(page, dialog.getByLabel('Passphrase', { exact: true }), passphrase);
  await typeIn(page, dialog.getByLabel('Passphrase again'), 'another passphrase');
  await typeIn(page, dialog.getByLabel('Reason'), 'Second site');
  await typeIn(page, dialog.getByLabel('Your password'), password);
  await page.keyboard.press('Enter');
  const again = dialog.getByLabel('Passphrase again');
  await expect(dialog.getByText('The two passphrases differ.')).toBeVisible();
  await expect(again).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(passphrase);
  const downloaded = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const bytes = await readFile(await (await downloaded).path());
  await expect(dialog).toHaveCount(0);
  await expect(exportAll).toBeFocused();

  await open(page, `${base}/exports`);
  const rows = page.getByRole('region', { name: 'Exports' }).locator('tbody tr');
  await expect(rows).toHaveCount(2);
  await page.keyboard.press('j');
  await expect(rows.first().getByRole('link')).toBeFocused();
  expect(await hasVisibleFocus(page)).toBe(true);
  await page.keyboard.press('j');
  await expect(rows.last().getByRole('link')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(rows.first().getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');

  await expect(page.getByRole('main')).toContainText('Second site');
  await listening(page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await press(page, page.getByRole('button', { name: 'Copy SHA-256' }));
  await expect(page.getByRole('button', { name: 'Copied SHA-256' })).toBeFocused();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(createHash('sha256').update(bytes).digest('hex'));
  await press(page, page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Exports' }));
  await expect(page).toHaveURL(`${base}/exports`);
});
