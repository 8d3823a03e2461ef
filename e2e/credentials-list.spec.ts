import { cardOf, open, rowOf } from './forms.ts';
import { plant, restKey, spoil, spoilSecret, tamper } from './seed.ts';
import { expect, test } from './test.ts';

test('search and filters of the dashboard live in the address and survive a reload', async ({ page, base, ctx }) => {
  await plant(ctx, 'Deploy token', { state: 'failed' });
  await plant(ctx, 'Orders', { ...restKey, environment: 'staging' });
  await open(page, `${base}/credentials`);
  await page.getByRole('searchbox', { name: 'Search apps and credentials' }).fill('deploy');
  await expect(cardOf(page, 'REST API')).toHaveCount(0);
  await expect(page).toHaveURL(/[?&]q=deploy/);
  await page.reload();
  await expect(page.getByRole('searchbox', { name: 'Search apps and credentials' })).toHaveValue('deploy');
  await expect(cardOf(page, 'GitHub')).toBeVisible();
  await expect(cardOf(page, 'REST API')).toHaveCount(0);

  await open(page, `${base}/credentials`);
  await page.getByRole('button', { name: 'Environment' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'staging' }).click();
  await page.keyboard.press('Escape');
  await expect(cardOf(page, 'GitHub')).toHaveCount(0);
  await expect(page).toHaveURL(/environment=staging/);
  await page.reload();
  await expect(cardOf(page, 'REST API')).toContainText('1 credential');
  await expect(cardOf(page, 'GitHub')).toHaveCount(0);
  await page.getByRole('button', { name: 'Clear Environment' }).click();
  await expect(cardOf(page, 'GitHub')).toBeVisible();
});

test('so do those of one app, and nothing found says what was looked for', async ({ page, base, ctx }) => {
  await plant(ctx, 'Deploy token', { state: 'failed' });
  await plant(ctx, 'Reader', { environment: 'staging' });
  await open(page, `${base}/credentials/github`);
  await page.getByRole('button', { name: 'State' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Failed' }).click();
  await page.keyboard.press('Escape');
  await expect(rowOf(page, 'Reader')).toHaveCount(0);
  await page.reload();
  await expect(rowOf(page, 'Deploy token')).toBeVisible();
  await expect(rowOf(page, 'Reader')).toHaveCount(0);
  await page.getByRole('searchbox', { name: 'Search credentials' }).fill('100% of_them');
  await expect(page.getByText('No failed credential matches “100% of_them”.')).toBeVisible();
  await page.getByRole('link', { name: 'Clear search' }).click();
  await expect(rowOf(page, 'Deploy token')).toBeVisible();
});

test('a search finds a name in any case and script', async ({ page, base, ctx }) => {
  await plant(ctx, 'Straße Nord');
  await plant(ctx, '注文の同期');
  await open(page, `${base}/credentials/github?q=STRASSE`);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await open(page, `${base}/credentials/github?q=${encodeURIComponent('の同')}`);
  await expect(page.locator('tbody tr')).toHaveCount(1);
});

test('sixty credentials are read a page at a time, each once, though one goes meanwhile', async ({
  page,
  base,
  ctx,
}) => {
  const names = Array.from({ length: 60 }, (_, n) => `Token ${String(n + 1).padStart(2, '0')}`);
  const ids = new Map<string, string>();
  for (const name of names) ids.set(name, await plant(ctx, name));
  await open(page, `${base}/credentials/github`);
  const shown = () => page.locator('tbody a.plain').allTextContents();
  expect(await shown()).toEqual(names.slice(0, 50));
  await expect(page.getByText('60 credentials').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Back to start' })).toHaveCount(0);
  // By offset, the next page would now leave one out.
  await tamper(ctx, ids.get('Token 01') ?? '', { deletedAt: Date.now() });
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.getByRole('link', { name: 'Token 51' })).toBeVisible();
  expect(await shown()).toEqual(names.slice(50));
  await expect(page.getByRole('link', { name: 'Next' })).toHaveCount(0);
  await page.reload();
  expect(await shown()).toEqual(names.slice(50));
  await page.getByRole('link', { name: 'Back to start' }).click();
  await expect(page.getByRole('link', { name: 'Token 02' })).toBeVisible();
  expect(await shown()).toEqual(names.slice(1, 51));
});

test('an address that was tampered with shows everything', async ({ page, base, ctx }) => {
  await plant(ctx, 'Deploy token');
  for (const query of ['?after=%00%ff', '?state=no-such', `?q=${'x'.repeat(300)}`, '?after=bm90LWpzb24&q[]=a']) {
    const response = await page.goto(`${base}/credentials/github${query}`);
    expect(response?.status()).toBe(200);
    await expect(rowOf(page, 'Deploy token')).toBeVisible();
  }
});

test('one corrupt row degrades one card and one row', async ({ page, base, ctx }) => {
  const spoilt = await plant(ctx, 'Spoilt');
  await plant(ctx, 'Whole');
  await plant(ctx, 'Orders', restKey);
  await spoil(ctx, spoilt);
  await open(page, `${base}/credentials`);
  await expect(cardOf(page, 'GitHub')).toContainText('1 unreadable');
  await expect(cardOf(page, 'GitHub').locator('.count')).toContainText('2 credentials');
  await expect(cardOf(page, 'REST API')).toContainText('Passed');
  await page.getByRole('link', { name: /GitHub/ }).click();
  await expect(rowOf(page, 'Spoilt')).toContainText('Unreadable');
  await expect(rowOf(page, 'Whole')).toContainText('Passed');
});

test('a secret whose seal does not hold is told on its page, and can be typed anew', async ({ page, base, ctx }) => {
  const spoilt = await plant(ctx, 'Spoilt');
  await spoilSecret(spoilt);
  await open(page, `${base}/credentials/github/${spoilt}`);
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(
    page.getByRole('main').getByText('The stored secret cannot be read: its seal does not hold.'),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Replace the secret' })).toBeVisible();
});

test('an app that left the catalogue keeps its credentials, and says what waits', async ({ page, base, ctx }) => {
  const id = await plant(ctx, 'Old ledger', { component: 'ledger-nine', settings: { host: 'ledger.example.com' } });
  await plant(ctx, 'Deploy token');
  await open(page, `${base}/credentials`);
  await expect(cardOf(page, 'ledger-nine')).toContainText('Unreadable, CAT-102');
  await expect(cardOf(page, 'ledger-nine').locator('.count')).toContainText('1 credential');
  await expect(cardOf(page, 'GitHub')).toContainText('Passed');
  await page.getByRole('link', { name: /ledger-nine/ }).click();
  await expect(page.getByText('The manifest of ledger-nine cannot be read.')).toBeVisible();
  await rowOf(page, 'Old ledger').getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`/credentials/ledger-nine/${id}$`));
  await expect(page.getByText('ledger.example.com')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit' })).toHaveCount(0);
});
