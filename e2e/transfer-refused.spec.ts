import { container, create, flowItem, item, passphrase, plain, preview, upload } from './files.ts';
import { dialogOf, open } from './forms.ts';
import { ctxOf } from './people.ts';
import { liveRows, uploadRows } from './seed.ts';
import { expect, test } from './test.ts';

const wrong = 'Something went wrong! Please try again.';
const isFlow = 'Importing resource type is flow. Cannot import.';

interface Refused {
  readonly what: string;
  readonly bytes: () => Promise<Buffer> | Buffer;
  readonly title: string;
  readonly code: string;
  /** What the plain line below says. */
  readonly line: RegExp;
}

const refused: readonly Refused[] = [
  {
    what: 'our container of flows',
    bytes: () => container([flowItem('Sync orders')], { resourceType: 'flow' }),
    title: isFlow,
    code: 'IMP-201',
    line: /Choose a file of credentials/,
  },
  {
    what: 'plain BSON that says type flow',
    bytes: () => plain({ type: 'flow', name: 'Sync orders', steps: [] }),
    title: isFlow,
    code: 'IMP-201',
    line: /Choose a file of credentials/,
  },
  {
    what: 'plain BSON that says resourceType flow',
    bytes: () => plain({ resourceType: 'flow' }),
    title: isFlow,
    code: 'IMP-201',
    line: /Choose a file of credentials/,
  },
  {
    what: 'plain BSON of another type yet',
    bytes: () => plain({ resourceType: 'component' }),
    title: 'Importing resource type is component. Cannot import.',
    code: 'IMP-201',
    line: /Choose a file of credentials/,
  },
  {
    what: 'text',
    bytes: () => Buffer.from('{"type":"credential","name":"not BSON"}'),
    title: wrong,
    code: 'IMP-101',
    line: /This is not a BSON file/,
  },
  { what: 'nothing', bytes: () => Buffer.alloc(0), title: wrong, code: 'IMP-100', line: /empty/ },
  {
    what: 'a file that was cut',
    bytes: async () => (await container([item('Deploy token')])).subarray(0, -200),
    title: wrong,
    code: 'IMP-102',
    line: /ends/,
  },
  {
    what: 'a file with one bit changed',
    bytes: async () => {
      const bytes = await container([item('Deploy token')]);
      const at = bytes.lastIndexOf('box') + 60;
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      return bytes;
    },
    title: wrong,
    code: 'IMP-208',
    line: /changed after its export/,
  },
  {
    what: 'a file for a newer reader',
    bytes: async () => {
      const bytes = await container([item('Deploy token')]);
      const key = 'minReaderVersion\0';
      bytes.writeInt32LE(9, bytes.indexOf(key) + key.length);
      return bytes;
    },
    title: wrong,
    code: 'IMP-202',
    line: /needs reader version 9; this installation reads version 2/,
  },
  {
    what: 'a list of no credentials',
    bytes: () => plain({ credentials: [] }),
    title: wrong,
    code: 'IMP-209',
    line: /no credential in the file/,
  },
];

for (const { what, bytes, title, code, line } of refused)
  test(`refused: ${what}`, async ({ page, base, ctx }) => {
    const dialog = await upload(page, base, await bytes());
    const alert = dialog.getByRole('alert');
    await expect(alert.locator('b')).toHaveText(title);
    await expect(alert.getByText(code, { exact: true })).toBeVisible();
    await expect(alert).toContainText(line);
    await expect(alert).toContainText('Nothing was stored.');
    await expect.poll(() => uploadRows(ctx)).toEqual([]);
    expect(await liveRows(ctx)).toEqual([]);

    await dialog.locator('input[type=file]').setInputFiles({
      name: 'right.bson',
      mimeType: 'application/octet-stream',
      buffer: plain({ type: 'credential', name: 'Deploy token', component: 'github', token: 'ghp_x' }),
    });
    await expect(dialog.getByText('1 created')).toBeVisible();
  });

test('a wrong passphrase is told in its step, and the right one goes on', async ({ page, base, ctx }) => {
  const dialog = await upload(page, base, await container([item('Deploy token')]));
  const field = dialog.getByLabel('Passphrase', { exact: true });
  await dialog.getByRole('button', { name: 'Unlock' }).click();
  await expect(dialog.getByText('Type the passphrase of the file.')).toBeVisible();
  await field.fill('not the passphrase');
  await dialog.getByRole('button', { name: 'Unlock' }).click();
  await expect(dialog.getByText('That passphrase does not open this file.')).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByText('export.bson')).toBeVisible();
  expect(await uploadRows(ctx)).toMatchObject([{ state: 'staged' }]);
  await field.fill(passphrase);
  await field.press('Enter');
  await expect(dialog.getByText('1 created')).toBeVisible();
  await expect(dialog).toContainText('from Contoso, Staging');
});

test('what is in a sealed file is not told before it is open', async ({ page, base }) => {
  const dialog = await upload(page, base, await container([item('Payroll of the board')]));
  await expect(dialog.getByLabel('Passphrase', { exact: true })).toBeVisible();
  await expect(dialog).not.toContainText('Payroll');
  await expect(dialog).not.toContainText('Contoso');
});

test('an app that is not here is told in its place, and leaves the others alone', async ({ page, base, ctx }) => {
  const strange = item('Ledger', { component: 'ledger-nine', identifier: 'ledger-1' });
  const dialog = await preview(page, base, await container([strange, item('Deploy token')]));
  const row = dialog.getByRole('row', { name: /Ledger/ });
  await expect(row).toContainText('Cannot be imported');
  await expect(row).toContainText('This installation has no app called ledger-nine.');
  await expect(row.getByRole('checkbox')).toHaveCount(0);
  await expect(await create(dialog)).toContainText('Deploy token');
  expect(await liveRows(ctx)).toMatchObject([{ name: 'Deploy token' }]);
});

test('a file of nothing but strange apps creates nothing, and says so', async ({ page, base, owner, place }) => {
  const strange = item('Ledger', { component: 'ledger-nine', identifier: 'ledger-1' });
  const dialog = await preview(page, base, await container([strange]));
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('Choose at least one credential.');
  expect(await liveRows(await ctxOf(owner, place))).toEqual([]);
});

test('two files at once are refused with words', async ({ page, base }) => {
  await open(page, `${base}/credentials`);
  await page.getByRole('button', { name: 'Import Credential' }).click();
  const zone = dialogOf(page).getByText('Drop a .bson file here').locator('..');
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    for (const name of ['a.bson', 'b.bson']) transfer.items.add(new File(['x'], name));
    return transfer;
  });
  await zone.dispatchEvent('drop', { dataTransfer: dropped });
  await expect(dialogOf(page).getByRole('alert')).toContainText('Choose one file at a time.');
});
