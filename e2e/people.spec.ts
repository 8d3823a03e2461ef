import type { Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { installation } from '#db/schema/installation.ts';
import { sessions, users } from '#db/schema/users.ts';
import { newToken } from '#lib/ids.ts';
import { setupTokenHash } from '#lib/installation/model.ts';
import { installationId } from '#lib/installation/queries.ts';
import { startSession } from '#lib/sessions/commands.ts';
import { tokenHash } from '#lib/sessions/model.ts';
import { cardOf, dialogOf, listening, open, rowOf, toastOf } from './forms.ts';
import { ctxOf, join, newPerson, password, setMember } from './people.ts';
import { plant } from './seed.ts';
import { expect, signIn, test, watchConsole } from './test.ts';
import { world } from './world.ts';

/** Nobody signs in before the first owner is there; other journeys may want to be that owner. */
async function whileOwned(run: () => Promise<void>): Promise<void> {
  const before = await installationRow();
  await setInstallation({ ...before, setupDoneAt: before.setupDoneAt ?? Date.now() });
  try {
    await run();
  } finally {
    await setInstallation(before);
  }
}

test('a wrong password is told without saying who exists; the right one leads where one was going', async ({
  browser,
  base,
  owner,
  place,
}) => {
  await plant(await ctxOf(owner, place), 'Deploy token');
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors = watchConsole(page);
  await whileOwned(async () => {
    await open(page, `${base}/credentials/github`);
    await expect(page.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible();
    const told = 'That e-mail and password do not belong together.';
    for (const email of [owner.email, 'nobody@example.com']) {
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password').fill('not the password of anybody');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByText(told)).toBeVisible();
      await expect(page.getByLabel('E-mail')).toHaveValue(email);
    }
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(`${base}/credentials/github`);
    await expect(rowOf(page, 'Deploy token')).toBeVisible();
  });
  expect(errors()).toEqual([]);
  await context.close();
});

test('whoever signs out is out, on the server too', async ({ page, base, owner, context }) => {
  await open(page, `${base}/credentials`);
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(context, owner);
  await page.goto(`${base}/credentials`);
  await expect(page.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible();
});

test('a page of another place is not there for whoever is not in it', async ({ page, base }) => {
  const stranger = await newPerson('Ines Duarte');
  await signIn(page.context(), stranger);
  const response = await page.goto(`${base}/credentials`);
  expect(response?.status()).toBe(404);
  await expect(page.getByText('Northwind')).toHaveCount(0);
});

test('the one-time link makes one owner: for a second it is closed, opened before or after', async ({ browser }) => {
  const token = newToken();
  const link = `${world().origin}/setup?token=${token}`;
  const email = `${newToken().slice(0, 12).toLowerCase()}@example.com`;
  const contexts = await Promise.all([browser.newContext(), browser.newContext()]);
  const [first, second] = await Promise.all(contexts.map((one) => one.newPage()));
  if (!first || !second) throw new Error('no pages');
  const before = await installationRow();
  try {
    await setInstallation({
      setupTokenHash: setupTokenHash(token),
      setupExpiresAt: Date.now() + 60_000,
      setupDoneAt: null,
    });
    await answerSetup(second, link, `late-${email}`);
    await answerSetup(first, link, email);
    await first.getByRole('button', { name: 'Set up' }).click();
    await expect(first.getByRole('heading', { name: 'App Credentials', level: 1 })).toBeVisible();

    await second.getByRole('button', { name: 'Set up' }).click();
    await expect(second.getByText('This link has been used or')).toBeVisible();
    expect(await usersNamed(`late-${email}`)).toEqual([]);
    for (const used of [link, `${world().origin}/setup`, `${world().origin}/setup?token=made-up`]) {
      await second.goto(used);
      await expect(second.getByRole('heading', { name: 'This link has ended' })).toBeVisible();
      await expect(second.getByLabel('Password')).toHaveCount(0);
    }
  } finally {
    await setInstallation(before);
  }
  for (const context of contexts) await context.close();
});

test('the switcher leads to a new tenant and a new workspace, each empty', async ({ page, base, owner, place }) => {
  await plant(await ctxOf(owner, place), 'Deploy token');
  const dialog = dialogOf(page);
  await open(page, `${base}/credentials`);
  await page.getByRole('button', { name: /switch workspace/ }).click();
  await page.getByRole('menuitem', { name: 'New workspace' }).click();
  await dialog.getByLabel('Name').fill('Staging EU');
  await dialog.getByRole('button', { name: 'Make workspace' }).click();
  await expect(page).toHaveURL(/\/staging-eu\/credentials/);
  await expect(page.getByText('Add the first credential')).toBeVisible();
  await listening(page);

  await page.getByRole('button', { name: /switch tenant/ }).click();
  await page.getByRole('menuitem', { name: 'New tenant' }).click();
  await dialog.getByRole('textbox', { name: 'Tenant' }).fill('Fjord Freight');
  await dialog.getByRole('button', { name: 'Create tenant' }).click();
  await expect(page).toHaveURL(/\/fjord-freight[^/]*\//);
  await expect(page.getByText('Add the first credential')).toBeVisible();
  await listening(page);

  await page.getByRole('button', { name: /switch tenant/ }).click();
  await page.getByRole('menuitem', { name: 'Northwind' }).click();
  await expect(page).toHaveURL(`${base}/credentials`);
  await expect(cardOf(page, 'GitHub')).toContainText('1 credential');
});

for (const [role, shown, hidden] of [
  ['viewer', [], ['Create Credential', 'Edit', 'Verify now', 'Delete', /^More/]],
  ['builder', ['Create Credential', 'Edit', 'Verify now'], ['Delete']],
  ['admin', ['Create Credential', 'Edit', 'Verify now', 'Delete', /^More/], []],
] as const)
  test(`what is shown to the role ${role} is what it may do`, async ({ browser, base, owner, place, ctx }) => {
    const id = await plant(ctx, 'Deploy token');
    const person = await newPerson('Ines Duarte');
    await join(person, owner, place, role);
    const context = await browser.newContext();
    await signIn(context, person);
    const page = await context.newPage();
    const errors = watchConsole(page);
    const seen = new Set<string>();
    const look = async () => {
      for (const name of await page.locator('button, a, [role=menuitem]').allInnerTexts())
        for (const line of name.split('\n')) seen.add(line.trim());
      for (const name of await page.locator('button[aria-label]').all())
        seen.add((await name.getAttribute('aria-label')) ?? '');
    };
    for (const path of ['', '/github', `/github/${id}`]) {
      await open(page, `${base}/credentials${path}`);
      await look();
      await page.keyboard.press('c');
      await page.keyboard.press('e');
      if (role === 'viewer') await expect(dialogOf(page)).toHaveCount(0);
      await page.keyboard.press('Escape');
    }
    await open(page, `${base}/credentials/github`);
    await page.getByRole('link', { name: 'Deploy token' }).focus();
    if (role !== 'viewer') await rowOf(page, 'Deploy token').getByRole('button', { name: /^More/ }).click();
    await look();
    const isSeen = (name: string | RegExp) =>
      [...seen].some((one) => (name instanceof RegExp ? name.test(one) : one === name));
    for (const name of shown) expect(isSeen(name), String(name)).toBe(true);
    for (const name of hidden) expect(isSeen(name), String(name)).toBe(false);
    expect(errors()).toEqual([]);
    await context.close();
  });

test('who is taken out of a tenant sees nothing of it any more', async ({ browser, base, owner, place }) => {
  const person = await newPerson('Ines Duarte');
  await join(person, owner, place, 'builder');
  const context = await browser.newContext();
  await signIn(context, person);
  const page = await context.newPage();
  await open(page, `${base}/credentials`);
  await expect(page.getByRole('heading', { name: 'App Credentials', level: 1 })).toBeVisible();
  await setMember(person, owner, place, { disabledAt: Date.now() });
  const response = await page.reload();
  expect(response?.status()).toBe(404);
  await context.close();
});

test('a session elsewhere is ended from the list, one or all others', async ({ page, base, owner, browser }) => {
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const begin = async (address: string) => {
    const { userId, userName, email, requestId } = owner.user;
    const cookie = await startSession({ userId, userName, email, requestId, address, agent, replaces: undefined });
    await signIn(elsewhere, { ...owner, cookie });
    await other.goto(`${base}/credentials`);
    await expect(other.getByRole('heading', { name: 'App Credentials', level: 1 })).toBeVisible();
    return cookie;
  };
  const isOut = async () => {
    await other.goto(`${base}/credentials`);
    await expect(other.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible();
  };
  await begin('192.0.2.7');
  await open(page, `${base}/settings`);
  await expect(
    rowOf(page, 'this one').filter({ hasText: 'Chrome' }).or(rowOf(page, '127.0.0.1')).first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'End Firefox on Windows, 192.0.2.7' }).click();
  await expect(toastOf(page)).toContainText('That session has ended');
  await expect(page.getByText('192.0.2.7')).toHaveCount(0);
  await isOut();

  const cookie = await begin('192.0.2.8');
  await open(page, `${base}/settings`);
  await page.getByRole('button', { name: 'End all others' }).click();
  await expect(page.getByText('192.0.2.8')).toHaveCount(0);
  await isOut();
  const left = await read()
    .select({ id: sessions.id })
    .from(sessions)
    .where(eq(sessions.tokenHash, tokenHash(cookie)));
  expect(left).toEqual([]);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await elsewhere.close();
});

type Setup = Pick<typeof installation.$inferSelect, 'setupTokenHash' | 'setupExpiresAt' | 'setupDoneAt'>;

async function installationRow(): Promise<Setup> {
  const { setupTokenHash: hash, setupExpiresAt, setupDoneAt } = installation;
  const [row] = await read().select({ setupTokenHash: hash, setupExpiresAt, setupDoneAt }).from(installation);
  if (!row) throw new Error('no installation');
  return row;
}

const setInstallation = (set: Setup): Promise<void> =>
  transact(async (tx) => {
    await tx.update(installation).set(set).where(eq(installation.id, installationId));
  });

const usersNamed = (email: string) => read().select({ id: users.id }).from(users).where(eq(users.email, email));

/** Everything but the last press. */
async function answerSetup(page: Page, link: string, email: string): Promise<void> {
  await open(page, link);
  await page.getByLabel('Your name').fill('Sune Berg');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Tenant').fill('Harbour Works');
}
