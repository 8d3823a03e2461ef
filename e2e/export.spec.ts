import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { openItems } from '#lib/bson/read.ts';
import { many } from '#lib/exports/testing.ts';
import { goodTokens } from './fakes/good-tokens.ts';
import { create, passphrase, preview } from './files.ts';
import { button, dialogOf, open, rowOf, toastOf } from './forms.ts';
import { ctxOf, join, newPerson, newTenant, password } from './people.ts';
import { liveRows, plant, restKey } from './seed.ts';
import { expect, signIn, test, watchConsole } from './test.ts';
import { world } from './world.ts';

async function choose(page: Page, names: readonly string[]): Promise<void> {
  for (const name of names) await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Export' }).click();
}

async function typeAll(page: Page, typed: { again?: string; password?: string } = {}): Promise<void> {
  const dialog = dialogOf(page);
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await dialog.getByLabel('Passphrase again').fill(typed.again ?? passphrase);
  await dialog.getByLabel('Reason').fill('Move to Contoso');
  await dialog.getByLabel('Your password').fill(typed.password ?? password);
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
}

test('several chosen credentials leave as one sealed file, in which nothing is readable', async ({
  page,
  base,
  ctx,
}) => {
  for (const name of ['One', 'Two', 'Three']) await plant(ctx, name);
  await open(page, `${base}/credentials/github`);
  await choose(page, ['One', 'Three']);
  await expect(dialogOf(page)).toContainText('Export 2 credentials');
  await expect(dialogOf(page)).toContainText('One, Three');
  const downloaded = page.waitForEvent('download');
  await typeAll(page);
  const bytes = await readFile(await (await downloaded).path());
  await expect(toastOf(page)).toContainText('Exported 2 credentials');
  for (const secret of [goodTokens.github, 'Three', 'Northwind', passphrase])
    expect(bytes.includes(secret)).toBe(false);

  const names: string[] = [];
  const source = (async function* () {
    yield bytes;
  })();
  for await (const { item } of openItems(source, { kind: 'passphrase', passphrase })) {
    names.push(item.name);
    expect(item.secret).toEqual({ token: goodTokens.github });
  }
  expect(names.toSorted()).toEqual(['One', 'Three']);

  await open(page, `${base}/activity`);
  await expect(page.getByRole('main')).toContainText('Move to Contoso');
});

test('without the right password nothing leaves, and what was typed stays', async ({ page, base, owner, place }) => {
  await plant(await ctxOf(owner, place), 'Orders', restKey);
  await open(page, `${base}/credentials/rest`);
  let downloads = 0;
  page.on('download', () => (downloads += 1));
  await choose(page, ['Orders']);
  await typeAll(page, { again: 'another passphrase' });
  await expect(dialogOf(page).getByText('The two passphrases differ.')).toBeVisible();
  await typeAll(page, { password: 'not my password at all' });
  await expect(dialogOf(page).getByText('That is not your password.')).toBeVisible();
  await expect(dialogOf(page).getByLabel('Your password')).toBeFocused();
  await expect(dialogOf(page).getByLabel('Passphrase', { exact: true })).toHaveValue(passphrase);
  await expect(dialogOf(page).getByLabel('Reason')).toHaveValue('Move to Contoso');
  expect(downloads).toBe(0);
  const downloaded = page.waitForEvent('download');
  await typeAll(page);
  await downloaded;
});

test('all 450 credentials of a workspace leave as one file, and are imported elsewhere', async ({
  page,
  base,
  owner,
  ctx,
}) => {
  test.setTimeout(120_000);
  await many(ctx, 450);
  await open(page, `${base}/exports`);
  await button(page, 'Export the whole workspace').click();
  await expect(dialogOf(page)).toContainText('Those in the trash stay.');
  const downloaded = page.waitForEvent('download');
  await typeAll(page);
  const download = await downloaded;
  expect(download.suggestedFilename()).toMatch(/-operations-\d{4}-\d\d-\d\d\.bson$/);
  const bytes = await readFile(await download.path());
  await expect(toastOf(page)).toContainText('Exported 450 credentials');
  await expect(dialogOf(page)).toHaveCount(0);

  const contoso = await newTenant(owner, 'Contoso');
  const dialog = await preview(page, `${world().origin}/${contoso.tenant}/${contoso.workspace}`, bytes);
  const confirm = dialog.getByRole('checkbox', { name: /I compared this fingerprint/ });
  await expect(button(dialog, 'Create')).toBeVisible();
  if (await confirm.isVisible()) await confirm.check();
  await create(dialog);
  const [there, here] = [await liveRows(await ctxOf(owner, contoso)), await liveRows(ctx)];
  const identifiersOf = (rows: typeof here) => rows.map((row) => row.identifier).toSorted();
  expect(identifiersOf(there)).toEqual(identifiersOf(here));
});

test('what a list shows under its filter is exported, on all of its pages', async ({ page, base, ctx }) => {
  await many(ctx, 130);
  await open(page, `${base}/credentials/rest?environment=staging`);
  await button(page, 'Export all').click();
  await expect(dialogOf(page)).toContainText('Export 65 credentials of');
  await expect(dialogOf(page)).toContainText('The 65 that match the filter');
  const downloaded = page.waitForEvent('download');
  await typeAll(page);
  const bytes = await readFile(await (await downloaded).path());
  const environments = new Set<string>();
  const source = (async function* () {
    yield bytes;
  })();
  let count = 0;
  for await (const { item } of openItems(source, { kind: 'passphrase', passphrase })) {
    environments.add(item.environment);
    count += 1;
  }
  expect([count, ...environments]).toEqual([65, 'staging']);
});

test('from a few that are chosen one can go to everything', async ({ page, base, ctx }) => {
  for (const name of ['One', 'Two', 'Three']) await plant(ctx, name);
  await open(page, `${base}/credentials/github`);
  await choose(page, ['One']);
  await expect(dialogOf(page).getByRole('heading')).toContainText('Export One');
  await dialogOf(page).getByText('The whole workspace').click();
  await expect(dialogOf(page).getByRole('heading')).toContainText('Export the whole workspace');
  const downloaded = page.waitForEvent('download');
  await typeAll(page);
  await downloaded;
  await expect(toastOf(page)).toContainText('Exported 3 credentials');
});

for (const role of ['builder', 'viewer'] as const)
  test(`a ${role} is shown no way in or out for files`, async ({ base, owner, place, browser, ctx }) => {
    const id = await plant(ctx, 'Deploy token');
    const person = await newPerson('Ines Duarte');
    await join(person, owner, place, role);
    const context = await browser.newContext();
    await signIn(context, person);
    const page = await context.newPage();
    const errors = watchConsole(page);
    for (const path of ['', '/github', `/github/${id}`]) {
      await open(page, `${base}/credentials${path}`);
      await expect(page.getByText('Deploy token').or(page.getByText('GitHub')).first()).toBeVisible();
      await expect(page.getByRole('button', { name: /Import/ })).toHaveCount(0);
      await expect(page.getByRole('button', { name: /Export/ })).toHaveCount(0);
      await page.keyboard.press('i');
      await expect(dialogOf(page)).toHaveCount(0);
    }
    await open(page, `${base}/credentials/github`);
    const more = rowOf(page, 'Deploy token').getByRole('button', { name: /^More/ });
    if (role === 'viewer') await expect(more).toHaveCount(0);
    else {
      await more.click();
      await expect(page.getByRole('menuitem', { name: 'Verify now' })).toBeVisible();
      await expect(page.getByRole('menuitem', { name: 'Export' })).toHaveCount(0);
      await expect(page.getByRole('menuitem', { name: 'Delete' })).toHaveCount(0);
    }
    expect(errors()).toEqual([]);
    await context.close();
  });
