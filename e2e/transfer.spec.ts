import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { newSigningKey } from '#lib/vault/signing.ts';
import { container, create, item, plain, preview, upload } from './files.ts';
import { dialogOf, open } from './forms.ts';
import { ctxOf } from './people.ts';
import { liveRows, plant, restKey, tamper, uploadRows, use } from './seed.ts';
import { expect, test } from './test.ts';

const namesOf = async (ctx: Parameters<typeof liveRows>[0]): Promise<string[]> =>
  (await liveRows(ctx)).map((row) => row.name).toSorted();

test('the dialog begins with the caution', async ({ page, base }) => {
  await open(page, `${base}/credentials`);
  await page.getByRole('button', { name: 'Import Credential' }).click();
  await expect(dialogOf(page)).toContainText('Import only a file from a source you trust, and keep the file safe');
  await expect(dialogOf(page).getByRole('button', { name: 'Upload' })).toBeVisible();
});

test('a plain file of another tool says that it is unsigned, and is taken', async ({ page, base, ctx }) => {
  const file = plain({ resourceType: 'credential', name: 'From elsewhere', component: 'GitHub', token: 'ghp_x' });
  const dialog = await upload(page, base, file);
  await expect(dialog).toContainText('This file is plain BSON: neither sealed nor signed.');
  await expect(dialog).toContainText('Not signed');
  await create(dialog);
  await expect(dialog).toContainText('1 created');
  expect(await namesOf(ctx)).toEqual(['From elsewhere']);
});

test('a signer nobody here knows is confirmed first, and remembered', async ({ page, base, ctx }) => {
  const signer = newSigningKey();
  const dialog = await preview(page, base, await container([item('Deploy token')], { signer }));
  await expect(dialog).toContainText('Signer not known here');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('Confirm who signed this file first.');
  await expect(dialog.getByRole('checkbox', { name: /I compared this fingerprint/ })).toBeFocused();
  expect(await liveRows(ctx)).toEqual([]);
  await dialog.getByRole('checkbox', { name: /I compared this fingerprint/ }).check();
  await create(dialog);
  await dialog.getByRole('button', { name: 'Done' }).click();
  expect(await namesOf(ctx)).toEqual(['Deploy token']);

  await preview(page, base, await container([item('Second')], { signer }));
  await expect(dialog).toContainText('Signature holds');
  await expect(dialog.getByRole('checkbox', { name: /I compared/ })).toHaveCount(0);
});

test('a conflict is asked about: both sides, what an override touches, and two ways on', async ({
  page,
  base,
  ctx,
}) => {
  const id = await plant(ctx, 'Deploy token', { environment: 'staging' });
  await use(ctx, id, 'Sync orders');
  const dialog = await preview(page, base, await container([item('DEPLOY token')]));
  await expect(dialog).toContainText('Deploy token already exists');
  await expect(dialog.getByRole('table').getByRole('row', { name: /Environment/ })).toContainText('staging');
  await expect(dialog.getByRole('button', { name: /^Create/ })).toContainText('Adds “DEPLOY token 2”');
  await dialog.getByRole('button', { name: /^Override existing App Credentials/ }).click();
  await expect(dialog).toContainText('Sync orders switches to the imported Deploy token at once.');
  await create(dialog);
  await expect(dialog).toContainText('1 overridden');
  expect(await liveRows(ctx)).toMatchObject([{ id, name: 'Deploy token', version: 2, environment: 'production' }]);
});

test('several items: a choice for all, a choice each, some left out', async ({ page, base, ctx }) => {
  for (const name of ['One', 'Two', 'Three']) await plant(ctx, name);
  const file = await container(['One', 'Two', 'Three', 'Four', 'Five'].map((name) => item(name)));
  const dialog = await preview(page, base, file);
  await expect(dialog.getByRole('heading', { name: '5 created' })).toBeVisible();
  await expect(dialog).toContainText('3 conflicts need a choice; all have one.');

  await dialog.getByRole('button', { name: 'Choose for all conflicts' }).click();
  await expect(dialog).toContainText('3 credentials already exist');
  await dialog.getByRole('button', { name: 'Override existing App Credentials' }).click();
  await dialog
    .getByRole('radiogroup', { name: 'Choice for Two' })
    .getByRole('radio', { name: 'Create', exact: true })
    .check();
  await expect(dialog).toContainText('2 overrides reach no active flow. 1 is created.');
  await dialog.getByRole('button', { name: 'Apply choices' }).click();
  await expect(dialog.getByLabel('Do with Two')).toHaveValue('create');
  await dialog.getByLabel('Do with Three').selectOption('create');
  await dialog.getByRole('checkbox', { name: 'Include Five' }).uncheck();
  await expect(dialog.getByRole('heading', { name: '3 created, 1 overridden, 1 left out' })).toBeVisible();

  await create(dialog);
  await expect(dialog).toContainText('3 created, 1 overridden, 1 left out');
  expect(await namesOf(ctx)).toEqual(['Four', 'One', 'Three', 'Three 2', 'Two', 'Two 2']);
  const versions = Object.fromEntries((await liveRows(ctx)).map((row) => [row.name, row.version]));
  expect(versions).toMatchObject({ One: 2, Two: 1, Three: 1 });
});

test('an override that would change the way to sign in is refused in its place', async ({ page, base, ctx }) => {
  await plant(ctx, 'Alerts', {
    component: 'slack',
    authType: 'custom',
    secret: { webhookUrl: 'https://hooks.slack.com/a' },
  });
  const alerts = item('Alerts', { component: 'slack', secret: { token: 'x' }, audience: ['https://slack.com:443'] });
  const dialog = await preview(page, base, await container([alerts]));
  await expect(dialog).toContainText('Override refused');
  await expect(dialog).toContainText('Alerts signs in another way.');
  await expect(dialog.getByRole('button', { name: /^Override/ })).toHaveCount(0);
  await dialog.getByRole('button', { name: /^Create Adds/ }).click();
  await expect(dialog.getByRole('row', { name: /Alerts/ })).toContainText('Create as “Alerts 2”');
  await create(dialog);
  await expect(dialog).toContainText('1 created');
  expect(await namesOf(ctx)).toEqual(['Alerts', 'Alerts 2']);
});

test('what appears between preview and Create is shown again, and nothing is stored unseen', async ({
  page,
  base,
  ctx,
}) => {
  const dialog = await preview(page, base, await container([item('Deploy token'), item('Reader')]));
  await expect(dialog.getByRole('heading', { name: '2 created' })).toBeVisible();
  const id = await plant(ctx, 'deploy TOKEN');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog).toContainText('This is the plan as it is now.');
  await expect(dialog.getByRole('row', { name: /Deploy token/ })).toContainText('Same name');
  expect(await namesOf(ctx)).toEqual(['deploy TOKEN']);
  await dialog.getByLabel('Do with Deploy token').selectOption('override');
  await tamper(ctx, id, { revision: 7 });
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog).toContainText('This is the plan as it is now.');
  expect(await liveRows(ctx)).toMatchObject([{ version: 1 }]);
  await create(dialog);
  await expect(dialog).toContainText('1 created, 1 overridden');
});

test('what was imported is checked while one watches', async ({ page, base, ctx }) => {
  const good = item('Good', { ...restKey, identifier: 'rest-good', audience: [...restKey.audience] });
  const bad = item('Bad', { secret: { token: 'ghp_revoked' } });
  const dialog = await preview(page, base, await container([good, bad]));
  const table = await create(dialog);
  await expect(table.getByRole('row', { name: /Good/ })).toContainText('Passed', { timeout: 20_000 });
  await expect(table.getByRole('row', { name: /Bad/ })).toContainText('Failed', { timeout: 20_000 });
  await expect(table.getByRole('row', { name: /Bad/ })).toContainText('GitHub did not accept');
  await expect(dialog).toContainText('Checked: 1 failed, 1 passed.');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.locator('.card', { hasText: 'GitHub' })).toContainText('1 failed');
  expect((await liveRows(ctx)).map((row) => row.state).toSorted()).toEqual(['failed', 'passed']);
});

test('a file may be dropped as well as chosen', async ({ page, base, ctx }) => {
  await open(page, `${base}/credentials`);
  await page.getByRole('button', { name: 'Import Credential' }).click();
  const zone = dialogOf(page).getByText('Drop a .bson file here').locator('..');
  const file = plain({ type: 'credential', name: 'Dropped', component: 'github', token: 'ghp_x' });
  const dropped = await page.evaluateHandle(
    (bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(bytes)], 'any name.bin'));
      return transfer;
    },
    [...file],
  );
  await zone.dispatchEvent('dragenter', { dataTransfer: dropped });
  await expect(zone).toHaveClass(/over/);
  await zone.dispatchEvent('drop', { dataTransfer: dropped });
  await expect(dialogOf(page)).toContainText('any name.bin');
  await create(dialogOf(page));
  await expect(dialogOf(page)).toContainText('1 created');
  expect(await namesOf(ctx)).toEqual(['Dropped']);
});

test('a file that is cancelled leaves nothing, in the middle and at the preview', async ({ page, base, ctx }) => {
  const dialog = await preview(page, base, await container([item('Deploy token')]));
  await expect(dialog.getByText('1 created')).toBeVisible();
  expect(await uploadRows(ctx)).toHaveLength(1);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => uploadRows(ctx)).toEqual([]);

  const network = await page.context().newCDPSession(page);
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 2_000_000 };
  await network.send('Network.emulateNetworkConditions', slow);
  await upload(page, base, Buffer.alloc(20_000_000, 1));
  await expect.poll(() => uploadRows(ctx)).toMatchObject([{ state: 'arriving' }]);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => uploadRows(ctx)).toEqual([]);
  expect(await liveRows(ctx)).toEqual([]);
});

test('64 MB arrive with a bar that moves; one byte more never leaves', async ({ page, base, owner, place }) => {
  test.setTimeout(120_000);
  const ctx = await ctxOf(owner, place);
  const folder = await mkdtemp(joinPath(tmpdir(), 'keyhaven-large-'));
  const path = joinPath(folder, 'large.bson');
  try {
    await writeFile(path, '');
    await truncate(path, 64 * 1_048_576 + 1);
    const dialog = await upload(page, base, path);
    await expect(dialog.getByRole('alert')).toContainText('The file is larger than 64 MB.');
    await expect(dialog.getByRole('alert')).toContainText('IMP-103');
    expect(await uploadRows(ctx)).toEqual([]);

    await truncate(path, 64 * 1_048_576);
    const network = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 3_000_000 };
    await network.send('Network.emulateNetworkConditions', slow);
    await upload(page, base, path);
    const bar = dialog.getByRole('progressbar', { name: 'Upload in percent' });
    const share = () => bar.evaluate((element) => (element instanceof HTMLProgressElement ? element.value : 0));
    await expect.poll(share, { intervals: [100], timeout: 30_000 }).toBeGreaterThan(0);
    const early = await share();
    expect(early).toBeLessThan(100);
    await expect.poll(share, { intervals: [100], timeout: 30_000 }).toBeGreaterThan(early);
    await expect(dialog.getByRole('alert')).toContainText('Something went wrong! Please try again.', {
      timeout: 60_000,
    });
    await expect.poll(() => uploadRows(ctx)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
