import { container, create, item, passphrase, upload } from './files.ts';
import { button, dialogOf, open, rowOf, toastOf } from './forms.ts';
import { liveRows, plant, use } from './seed.ts';
import { expect, test } from './test.ts';

/** Ten items: one of the same name, one of the same identifier, one of both, one of an app that is not here, six new. */
const tenItems = () =>
  container([
    item('By name', { metadata: { from: 'the file' } }),
    item('By identifier, renamed there', { identifier: 'github-met' }),
    item('By both', { identifier: 'github-both', environment: 'staging' }),
    item('Cold archive', { component: 'vault-archive', audience: ['https://archive.example:443'] }),
    ...['One', 'Two', 'Three', 'Four', 'Five', 'Six'].map((name) => item(name)),
  ]);

test('ten items come in over three kinds of conflict, are undone, and a version is restored', async ({
  page,
  base,
  ctx,
}) => {
  test.setTimeout(120_000);
  const byName = await plant(ctx, 'By name');
  await plant(ctx, 'Met', { identifier: 'github-met' });
  await plant(ctx, 'By both', { identifier: 'github-both' });
  await use(ctx, byName, 'Sync orders');

  const network = await page.context().newCDPSession(page);
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 4_000 };
  await network.send('Network.emulateNetworkConditions', slow);
  const dialog = await upload(page, base, await tenItems());
  const bar = dialog.getByRole('progressbar', { name: 'Upload in percent' });
  await expect(bar).toBeVisible();
  await expect(dialog).toContainText('Nothing is stored until you press Create.');
  await expect(dialog.getByLabel('Passphrase', { exact: true })).toBeVisible({ timeout: 30_000 });
  await network.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await button(dialog, 'Unlock').click();

  await expect(dialog.getByRole('row', { name: /By name/ })).toContainText('Same name');
  await expect(dialog.getByRole('row', { name: /By name/ })).toContainText('1 active flow uses it');
  await expect(dialog.getByRole('row', { name: /renamed there/ })).toContainText('Same identifier');
  await expect(dialog.getByRole('row', { name: /By both/ })).toContainText('Same name and identifier');
  await expect(dialog.getByRole('row', { name: /Cold archive/ })).toContainText('no app called vault-archive');
  await button(dialog, 'Choose for all conflicts').click();
  await button(dialog, 'Override existing App Credentials').click();
  await dialog
    .getByRole('radiogroup', { name: 'Choice for By both' })
    .getByRole('radio', { name: 'Create', exact: true })
    .check();
  await button(dialog, 'Apply choices').click();
  await expect(dialog.getByRole('heading', { name: '7 created, 2 overridden, 1 left out' })).toBeVisible();
  await expect(dialog).toContainText('Sync orders switches to the imported By name at once.');
  await expect(dialog).toContainText('The former values stay as versions. You can undo the whole import for 30 days.');

  const results = await create(dialog);
  await expect(dialog).toContainText('7 created, 2 overridden, 1 left out');
  await expect(results.locator('tbody tr')).toHaveCount(9);
  await expect(dialog).toContainText('Checked: 9 passed.', { timeout: 20_000 });
  expect((await liveRows(ctx)).map((row) => row.name).toSorted()).toEqual(
    ['By both', 'By both 2', 'By name', 'Five', 'Four', 'Met', 'One', 'Six', 'Three', 'Two'].toSorted(),
  );

  await dialog.getByRole('link', { name: 'See this import' }).click();
  const items = page.getByRole('region', { name: 'Items of the file' });
  await expect(items.locator('tbody tr')).toHaveCount(10);
  await expect(rowOf(page, 'Cold archive')).toContainText('Could not be imported');
  await button(page, 'Undo this import').click();
  await expect(dialogOf(page)).toContainText('7 created credentials go to Trash for 30 days.');
  await expect(dialogOf(page)).toContainText('2 overridden credentials have their former value again');
  await button(dialogOf(page), 'Undo this import').click();
  await expect(toastOf(page)).toContainText('The import is undone.');
  await expect(page.getByRole('heading', { name: 'Undone', exact: true })).toBeVisible();
  expect(
    Object.fromEntries((await liveRows(ctx)).map(({ name, version, metadata }) => [name, { version, metadata }])),
  ).toEqual({
    'By name': { version: 3, metadata: {} },
    Met: { version: 3, metadata: {} },
    'By both': { version: 1, metadata: {} },
  });

  await open(page, `${base}/credentials/github/${byName}`);
  const versions = page.getByRole('table').filter({ hasText: 'Version' });
  await expect(versions.getByRole('row', { name: /^3 current/ })).toContainText('Import undone');
  await expect(versions.getByRole('row', { name: /^2 / })).toContainText('Overridden by an import');
  await button(page, 'Restore version 2').click();
  await button(dialogOf(page), 'Verify and restore').click();
  await expect(dialogOf(page)).toBeHidden();
  await expect(versions.getByRole('row', { name: /^4 current/ })).toContainText('Restored');
});
