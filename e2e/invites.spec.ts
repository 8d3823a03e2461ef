import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { users } from '#db/schema/users.ts';
import { renewInvite, withdrawInvite } from '#lib/invites/commands.ts';
import { listInvites } from '#lib/invites/queries.ts';
import { disableMember } from '#lib/members/commands.ts';
import { listMembers } from '#lib/members/queries.ts';
import { fingerprintAtRest, fingerprintOfDatabase } from './database.ts';
import { dialogOf, fromRowMenu, open, rowOf, toastOf } from './forms.ts';
import { ask } from './http.ts';
import { ctxOf, join, linkFor, newEmail, newPerson, password, type Person, type Place } from './people.ts';
import { filesBelow, findIn, findInFiles } from './scan.ts';
import { elsewhere, expect, test } from './test.ts';
import { world } from './world.ts';

async function inviteIdOf(owner: Person, place: Place, email: string): Promise<string> {
  const all = await listInvites(await ctxOf(owner, place));
  const found = all.find((invite) => invite.email === email);
  if (!found) throw new Error('not invited');
  return found.id;
}

const roleOf = async (owner: Person, place: Place, email: string) =>
  (await listMembers(await ctxOf(owner, place))).find((member) => member.email === email)?.role;

const headingOf = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });

test('somebody new is invited by a link, takes it in their own browser, and is in', async ({
  page,
  base,
  owner,
  place,
  browser,
}) => {
  const email = newEmail();
  await open(page, `${base}/settings`);
  await page.getByRole('link', { name: 'Members' }).click();
  await page.getByRole('button', { name: 'Invite' }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel('E-mail').fill('nobody at all');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await expect(dialog).toContainText('An e-mail address looks like name@example.com.');
  await dialog.getByLabel('E-mail').fill(email);
  await dialog.getByLabel('Role', { exact: true }).selectOption('Viewer');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await expect(dialog).toContainText('No mail is sent.');
  await expect(dialog).toContainText('Works once, for 7 days');
  await expect(dialog.getByLabel('Link', { exact: true })).toBeFocused();
  const link = await dialog.getByLabel('Link', { exact: true }).inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(rowOf(page, email)).toContainText('Viewer');

  await elsewhere(browser, null, async (guest) => {
    const referrers: (string | undefined)[] = [];
    guest.on('request', (request) => referrers.push(request.headers()['referer']));
    await open(guest, link);
    await expect(headingOf(guest, 'Join Northwind')).toBeVisible();
    await expect(guest.getByText('Mara Okafor invites you as a viewer.')).toBeVisible();
    await expect(guest.getByLabel('E-mail')).toHaveValue(email);
    await guest.getByLabel('Your name').fill('Jonas Lind');
    await guest.getByLabel('Password').fill('jonas lind 12345');
    await guest.getByRole('button', { name: 'Join Northwind' }).click();
    await expect(guest.getByText('Do not use your own name')).toBeVisible();
    await guest.getByLabel('Password').fill(password);
    await guest.getByRole('button', { name: 'Join Northwind' }).click();
    await expect(guest).toHaveURL(`${base}/credentials`);
    await expect(guest.getByRole('button', { name: 'Account: Jonas Lind' })).toBeVisible();
    await expect(guest.getByRole('button', { name: 'Create Credential' })).toHaveCount(0);
    expect(referrers.filter((referrer) => referrer?.includes('/invite/'))).toEqual([]);
  });
  expect(await roleOf(owner, place, email)).toBe('viewer');
  await page.reload();
  await expect(rowOf(page, 'Jonas Lind')).toContainText('Active');
  await expect(page.getByRole('heading', { name: 'Invited' })).toHaveCount(0);
  const token = { token: new URL(link).pathname.split('/').at(-1) ?? '' };
  expect(findIn('the log', readFileSync(world().logFile), token)).toEqual([]);
  expect(findInFiles(filesBelow(world().dataDir), token)).toEqual([]);
  await open(page, `${base}/activity`);
  await expect(rowOf(page, 'joined as')).toContainText('Jonas Lind');
});

test('whoever has an account signs in as that person, and joins with one press', async ({
  browser,
  base,
  owner,
  place,
}) => {
  const person = await newPerson('Ines Duarte');
  const link = await linkFor(owner, place, person.email.toUpperCase());
  await elsewhere(browser, null, async (page) => {
    await open(page, link);
    await expect(page.getByText('There is an account with this address.')).toBeVisible();
    await expect(page.getByLabel('Your name')).toHaveCount(0);
    await page.getByLabel('Password').fill('not the password of anybody');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('That e-mail and password do not belong together.')).toBeVisible();
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('You are signed in as Ines Duarte')).toBeVisible();
    await page.getByRole('button', { name: 'Join Northwind as builder' }).click();
    await expect(page).toHaveURL(`${base}/credentials`);
    await open(page, link);
    await expect(headingOf(page, 'This invitation has ended')).toBeVisible();
  });
  expect(await roleOf(owner, place, person.email)).toBe('builder');
});

test('somebody else is told so by name, is never joined, and may sign out to make room', async ({
  browser,
  owner,
  place,
}) => {
  const [person, other] = [await newPerson('Ines Duarte'), await newPerson('Sune Berg')];
  const link = await linkFor(owner, place, person.email);
  await elsewhere(browser, other, async (page) => {
    await open(page, link);
    await expect(headingOf(page, 'This invitation is for somebody else')).toBeVisible();
    await expect(page.getByText(`You are signed in as Sune Berg, ${other.email}.`)).toBeVisible();
    await expect(page.getByRole('button', { name: /^Join/ })).toHaveCount(0);
    await page.getByRole('button', { name: 'Sign out and come back here' }).click();
    await expect(page.getByText('There is an account with this address.')).toBeVisible();
    await expect(page.getByLabel('E-mail')).toHaveValue(person.email);
  });
  expect(await roleOf(owner, place, other.email)).toBeUndefined();
  expect(await listInvites(await ctxOf(owner, place))).toHaveLength(1);
});

test('a page that stood open while its link was used says so, and makes nobody', async ({ browser, owner, place }) => {
  const email = newEmail();
  const link = await linkFor(owner, place, email);
  const fillIn = async (page: Page) => {
    await open(page, link);
    await page.getByLabel('Your name').fill('Jonas Lind');
    await page.getByLabel('Password').fill(password);
  };
  await elsewhere(browser, null, async (late) => {
    await fillIn(late);
    await elsewhere(browser, null, async (first) => {
      await fillIn(first);
      await first.getByRole('button', { name: 'Join Northwind' }).click();
      await expect(headingOf(first, 'App Credentials')).toBeVisible();
    });
    await late.getByRole('button', { name: 'Join Northwind' }).click();
    await expect(headingOf(late, 'This invitation has ended')).toBeVisible();
  });
  expect(await read().select({ id: users.id }).from(users).where(eq(users.email, email))).toHaveLength(1);
});

test('a link that was withdrawn or replaced leads nowhere, and tells nothing', async ({
  page,
  base,
  browser,
  owner,
  place,
}) => {
  const [person, other] = [await newPerson('Ines Duarte'), newEmail()];
  const [first, second] = [await linkFor(owner, place, person.email), await linkFor(owner, place, other)];
  await open(page, `${base}/settings/members`);
  await fromRowMenu(page, person.email, 'Withdraw');
  await dialogOf(page).getByRole('button', { name: 'Withdraw' }).click();
  await expect(toastOf(page)).toContainText('is not invited any more');
  await fromRowMenu(page, other, 'New link');
  await dialogOf(page).getByRole('button', { name: 'Make the link' }).click();
  const third = await dialogOf(page).getByLabel('Link', { exact: true }).inputValue();
  expect(third).not.toBe(second);
  await elsewhere(browser, null, async (guest) => {
    for (const link of [first, second, `${world().origin}/invite/${'A'.repeat(43)}`, `${world().origin}/invite/x`]) {
      await open(guest, link);
      await expect(headingOf(guest, 'This invitation has ended')).toBeVisible();
      await expect(guest.getByText(/Northwind|Mara|example\.com/)).toHaveCount(0);
      await expect(guest.locator('input')).toHaveCount(0);
    }
    await open(guest, third);
    await expect(headingOf(guest, 'Join Northwind')).toBeVisible();
  });
});

test('a link whose inviter may not invite any more says so', async ({ browser, owner, place }) => {
  const admin = await newPerson('Jonas Lind');
  await join(admin, owner, place, 'admin');
  const email = newEmail();
  const link = await linkFor(admin, place, email);
  await disableMember(await ctxOf(owner, place), admin.user.userId);
  await elsewhere(browser, null, async (page) => {
    await open(page, link);
    await expect(headingOf(page, 'This invitation does not hold any more')).toBeVisible();
    await expect(page.getByText('Jonas Lind, who made it, may not let anybody into Northwind')).toBeVisible();
    await renewInvite(await ctxOf(owner, place), await inviteIdOf(owner, place, email));
    await page.reload();
    await expect(headingOf(page, 'This invitation has ended')).toBeVisible();
  });
});

test('a member, disabled or not, is told so by a link that was meant for them', async ({ browser, owner, place }) => {
  const person = await newPerson('Ines Duarte');
  const link = await linkFor(owner, place, person.email, 'admin');
  await join(person, owner, place, 'viewer');
  await elsewhere(browser, person, async (page) => {
    await open(page, link);
    await expect(headingOf(page, 'You are in Northwind already')).toBeVisible();
    await page.getByRole('link', { name: 'Open Northwind' }).click();
    await expect(headingOf(page, 'App Credentials')).toBeVisible();
    await disableMember(await ctxOf(owner, place), person.user.userId);
    await open(page, link);
    await expect(headingOf(page, 'You are disabled in Northwind')).toBeVisible();
  });
  expect(await roleOf(owner, place, person.email)).toBe('viewer');
});

test('opening a link changes nothing, whoever or whatever opens it', async ({ owner, place }) => {
  const link = await linkFor(owner, place, newEmail());
  const before = await fingerprintAtRest();
  for (const method of ['GET', 'HEAD', 'GET']) {
    const answer = await ask(new URL(link).pathname, { method });
    expect(answer.status).toBe(200);
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['cache-control']).toContain('no-store');
    if (method === 'GET') expect(answer.text).toContain('noindex');
  }
  expect(fingerprintOfDatabase()).toEqual(before);
});

test('an invitation is withdrawn under the hand that takes it', async ({ browser, owner, place }) => {
  const person = await newPerson('Ines Duarte');
  const link = await linkFor(owner, place, person.email);
  await elsewhere(browser, person, async (page) => {
    await open(page, link);
    await withdrawInvite(await ctxOf(owner, place), await inviteIdOf(owner, place, person.email));
    await page.getByRole('button', { name: 'Join Northwind as builder' }).click();
    await expect(headingOf(page, 'This invitation has ended')).toBeVisible();
  });
  expect(await roleOf(owner, place, person.email)).toBeUndefined();
});
