import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { newSigningKey } from '#lib/vault/signing.ts';
import { newReceivingKey, receivingKeyText } from '#lib/vault/x25519.ts';
import { container, create, item, preview, upload } from './files.ts';
import { dialogOf, fromRowMenu, open, rowOf, toastOf } from './forms.ts';
import { ctxOf, join, newPerson, newTenant, password, type Person } from './people.ts';
import { liveRows, plant } from './seed.ts';
import { elsewhere, expect, test } from './test.ts';
import { world } from './world.ts';

const fingerprints = /[0-9A-F]{4}(?: [0-9A-F]{4}){9}/;

/** Another person with a tenant of their own. */
async function newHouse(name: string) {
  const person = await newPerson('Ines Duarte');
  const place = await newTenant(person, name);
  return { person, place, base: `${world().origin}/${place.tenant}/${place.workspace}` };
}

async function copiedKey(page: Page, base: string): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, `${base}/settings/keys`);
  await page.getByRole('button', { name: 'Copy receiving key' }).click();
  await expect(page.getByRole('button', { name: 'Copied receiving key' })).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

const receivingPanel = (page: Page) =>
  page.locator('.panel', { has: page.getByRole('heading', { name: 'Receiving key' }) });

async function shownFingerprint(page: Page): Promise<string> {
  const shown = fingerprints.exec(await receivingPanel(page).locator('.facts').innerText())?.[0];
  if (!shown) throw new Error('No fingerprint is shown.');
  return shown;
}

async function openExport(page: Page, base: string): Promise<void> {
  await open(page, `${base}/credentials/github`);
  await page.getByRole('checkbox', { name: 'Select Deploy token', exact: true }).check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Export' }).click();
  await dialogOf(page).getByText('A tenant', { exact: true }).click();
}

async function finishExport(page: Page): Promise<Buffer> {
  const dialog = dialogOf(page);
  await dialog.getByLabel('Reason').fill('Move to Contoso');
  await dialog.getByLabel('Your password').fill(password);
  const downloaded = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  return readFile(await (await downloaded).path());
}

async function rotate(page: Page, which: 'receiving' | 'signing'): Promise<void> {
  await page.getByRole('button', { name: `Rotate the ${which} key` }).click();
  await dialogOf(page).getByLabel('Your password').fill(password);
  await dialogOf(page).getByRole('button', { name: 'Rotate', exact: true }).click();
  await expect(dialogOf(page)).toHaveCount(0);
}

const confirmed = (page: Page) => dialogOf(page).getByRole('checkbox', { name: /I compared this fingerprint/ });

test('a file for another tenant opens there without a passphrase, and nowhere else', async ({
  page,
  base,
  owner,
  place,
  browser,
}) => {
  test.setTimeout(120_000);
  const [contoso, third] = [await newHouse('Contoso'), await newHouse('Adatum')];
  await plant(await ctxOf(owner, place), 'Deploy token');
  await elsewhere(browser, contoso.person, async (theirs) => {
    const key = await copiedKey(theirs, contoso.base);
    const print = await shownFingerprint(theirs);

    await openExport(page, base);
    await dialogOf(page).getByLabel('Receiving key').fill(key);
    await expect(dialogOf(page)).toContainText(print);
    await expect(dialogOf(page)).toContainText('Somebody not kept here yet');
    const bytes = await finishExport(page);
    await expect(toastOf(page)).toContainText('Only the tenant with that key opens it.');

    await elsewhere(browser, third.person, async (stranger) => {
      const refused = (await upload(stranger, third.base, bytes)).getByRole('alert');
      await expect(refused).toContainText(`sealed to the receiving key ${print}`);
      await expect(refused).toContainText('IMP-205');
    });
    expect(await liveRows(await ctxOf(third.person, third.place))).toEqual([]);

    const dialog = await upload(theirs, contoso.base, bytes);
    await expect(dialog).toContainText('Signed by another tenant of this installation');
    await confirmed(theirs).check();
    await create(dialog);
    await dialog.getByRole('button', { name: 'Done' }).click();
    expect(await liveRows(await ctxOf(contoso.person, contoso.place))).toMatchObject([{ name: 'Deploy token' }]);

    await open(theirs, `${contoso.base}/settings/keys`);
    await rotate(theirs, 'receiving');
    await expect(theirs.getByRole('region', { name: /Former keys/ })).toContainText(print);
    expect(await shownFingerprint(theirs)).not.toBe(print);
    await upload(theirs, contoso.base, bytes);
    await expect(dialog).toContainText('Deploy token already exists');
  });
});

test('a recipient is kept by name, chosen at an export, and written into the activity', async ({
  page,
  base,
  owner,
  place,
}) => {
  await plant(await ctxOf(owner, place), 'Deploy token');
  const key = receivingKeyText(newReceivingKey().publicKey);
  await open(page, `${base}/settings/keys`);
  await page.getByRole('button', { name: 'Add recipient' }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel('Name', { exact: true }).fill('Contoso');
  await dialog.getByLabel('Receiving key').fill(key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A'));
  await expect(dialog.getByRole('alert')).toContainText('This key was changed on its way.');
  await dialog.getByLabel('Receiving key').fill(key);
  await expect(dialog).toContainText(fingerprints);
  await dialog.getByRole('button', { name: 'Add recipient' }).click();
  await expect(rowOf(page, 'Contoso')).toContainText(fingerprints);
  await fromRowMenu(page, 'Contoso', 'Rename');
  await dialog.getByLabel('Name', { exact: true }).fill('Contoso, operations');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(rowOf(page, 'Contoso, operations')).toBeVisible();

  await openExport(page, base);
  await dialog.getByLabel('Recipient').selectOption('Contoso, operations');
  await expect(dialog.getByLabel('Receiving key')).toHaveCount(0);
  await finishExport(page);
  await open(page, `${base}/activity`);
  await expect(page.getByRole('main')).toContainText('Contoso, operations');

  await open(page, `${base}/settings/keys`);
  await fromRowMenu(page, 'Contoso, operations', 'Remove');
  await dialog.getByRole('button', { name: 'Remove Contoso, operations' }).click();
  await expect(rowOf(page, 'Contoso, operations')).toHaveCount(0);
});

test('a known signer is named, forgotten, and asked about again', async ({ page, base }) => {
  const signer = newSigningKey();
  const dialog = await preview(page, base, await container([item('Deploy token')], { signer }));
  await confirmed(page).check();
  await create(dialog);
  await open(page, `${base}/settings/keys`);
  const signers = page.getByRole('region', { name: 'Known signers' });
  await expect(signers).toContainText('No name yet');
  await expect(signers).toContainText('Mara Okafor');
  await signers.getByRole('button', { name: /^More for/ }).click();
  await page.getByRole('menuitem', { name: 'Give it a name' }).click();
  await dialog.getByLabel('Name', { exact: true }).fill('Contoso');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await preview(page, base, await container([item('Another')], { signer }));
  await expect(dialog).toContainText('Signer: Contoso, confirmed here before');
  await expect(confirmed(page)).toHaveCount(0);
  await open(page, `${base}/settings/keys`);
  await fromRowMenu(page, 'Contoso', 'Forget');
  await dialog.getByRole('button', { name: 'Forget Contoso' }).click();
  await expect(page.getByText('Nobody yet. A file of somebody new')).toBeVisible();
  await preview(page, base, await container([item('Second')], { signer }));
  await expect(confirmed(page)).toBeVisible();
});

test('whoever may export from both tenants is not asked who signed', async ({ page, base, owner, place }) => {
  await plant(await ctxOf(owner, place), 'Deploy token');
  const second = await newTenant(owner, 'Northwind Labs');
  const there = `${world().origin}/${second.tenant}/${second.workspace}`;
  const key = await copiedKey(page, there);
  await openExport(page, base);
  await dialogOf(page).getByLabel('Receiving key').fill(key);
  const bytes = await finishExport(page);
  const dialog = await upload(page, there, bytes);
  await expect(dialog).toContainText('Signature holds');
  await expect(confirmed(page)).toHaveCount(0);
  await create(dialog);
  expect(await liveRows(await ctxOf(owner, second))).toMatchObject([{ name: 'Deploy token' }]);
});

test('a wrong password rotates nothing, and a rotation is in the activity', async ({ page, base }) => {
  await open(page, `${base}/settings/keys`);
  const before = await shownFingerprint(page);
  await page.getByRole('button', { name: 'Rotate the receiving key' }).click();
  await dialogOf(page).getByLabel('Your password').fill('not my password at all');
  await dialogOf(page).getByRole('button', { name: 'Rotate', exact: true }).click();
  await expect(dialogOf(page).getByText('That is not your password.')).toBeVisible();
  await dialogOf(page).getByRole('button', { name: 'Cancel' }).click();
  expect(await shownFingerprint(page)).toBe(before);
  await rotate(page, 'signing');
  await open(page, `${base}/activity`);
  await expect(rowOf(page, 'signing key')).toContainText('rotated the');
});

const roles: readonly ['admin' | 'builder' | 'viewer', number][] = [
  ['admin', 200],
  ['builder', 404],
  ['viewer', 404],
];
for (const [role, status] of roles)
  test(`the keys are shown to a${role === 'admin' ? 'n' : ''} ${role}: ${status}, and rotated by owners alone`, async ({
    base,
    owner,
    place,
    browser,
  }) => {
    const person: Person = await newPerson('Jonas Lind');
    await join(person, owner, place, role);
    await elsewhere(browser, person, async (theirs) => {
      const response = await theirs.goto(`${base}/settings/keys`);
      expect(response?.status()).toBe(status);
      await expect(theirs.getByRole('button', { name: /^Rotate/ })).toHaveCount(0);
      if (status === 200) await expect(receivingPanel(theirs)).toContainText('khr1_');
    });
  });
