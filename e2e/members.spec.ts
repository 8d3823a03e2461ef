import { button, dialogOf, fromRowMenu, open, rowOf, toastOf } from './forms.ts';
import { join, linkFor, newEmail, newPerson } from './people.ts';
import { plant } from './seed.ts';
import { elsewhere, expect, test } from './test.ts';

test('another role holds from the next click of that person', async ({ page, base, owner, place, browser }) => {
  const person = await newPerson('Ines Duarte');
  await join(person, owner, place, 'viewer');
  await elsewhere(browser, person, async (theirs) => {
    await open(theirs, `${base}/credentials`);
    await expect(theirs.getByRole('button', { name: 'Create Credential' })).toHaveCount(0);
    await open(page, `${base}/settings/members`);
    await fromRowMenu(page, 'Ines Duarte', 'Change role');
    await dialogOf(page).getByLabel('Role', { exact: true }).selectOption('Builder');
    await expect(dialogOf(page)).toContainText('Builders add, change and check credentials');
    await dialogOf(page).getByRole('button', { name: 'Change role' }).click();
    await expect(toastOf(page)).toContainText('Ines Duarte is a builder now.');
    await expect(rowOf(page, 'Ines Duarte')).toContainText('Builder');
    await theirs.reload();
    await expect(theirs.getByRole('button', { name: 'Create Credential' })).toBeVisible();
  });
});

test('disabled, enabled again, removed: each is named, and each holds at once', async ({
  page,
  base,
  owner,
  place,
  browser,
}) => {
  const person = await newPerson('Ines Duarte');
  await join(person, owner, place, 'builder');
  await open(page, `${base}/settings/members`);
  await elsewhere(browser, person, async (theirs) => {
    const status = async () => (await theirs.goto(`${base}/credentials`))?.status();
    for (const [item, button, after] of [
      ['Disable', 'Disable Ines Duarte', 404],
      ['Enable again', 'Enable Ines Duarte again', 200],
      ['Remove', 'Remove Ines Duarte', 404],
    ] as const) {
      await fromRowMenu(page, 'Ines Duarte', item);
      await expect(dialogOf(page)).toContainText(person.email);
      await dialogOf(page).getByRole('button', { name: button }).click();
      await expect(dialogOf(page)).toHaveCount(0);
      expect(await status(), item).toBe(after);
    }
  });
  await expect(rowOf(page, 'Ines Duarte')).toHaveCount(0);
  await open(page, `${base}/activity`);
  for (const words of ['disabled', 'enabled', 'removed'])
    await expect(rowOf(page, words).filter({ hasText: person.email })).toHaveCount(1);
});

test('the last owner is kept, in words; with another one they may go, and are warned', async ({
  page,
  base,
  owner,
  place,
}) => {
  await open(page, `${base}/settings/members`);
  for (const [item, button] of [
    ['Disable', 'Disable Mara Okafor'],
    ['Remove', 'Remove Mara Okafor'],
  ] as const) {
    await fromRowMenu(page, 'Mara Okafor', item);
    await expect(dialogOf(page)).toContainText('This is you.');
    await dialogOf(page).getByRole('button', { name: button }).click();
    await expect(dialogOf(page)).toContainText('A tenant keeps at least one owner. Make somebody else an owner first.');
    await dialogOf(page).getByRole('button', { name: 'Cancel' }).click();
  }
  await fromRowMenu(page, 'Mara Okafor', 'Change role');
  await dialogOf(page).getByLabel('Role', { exact: true }).selectOption('Viewer');
  await dialogOf(page).getByRole('button', { name: 'Change role' }).click();
  await expect(dialogOf(page)).toContainText('A tenant keeps at least one owner.');
  await join(await newPerson('Jonas Lind'), owner, place, 'owner');
  await dialogOf(page).getByRole('button', { name: 'Change role' }).click();
  await expect(page).toHaveURL(`${base}/credentials`);
  const response = await page.goto(`${base}/settings/members`);
  expect(response?.status()).toBe(404);
});

test('an admin manages everybody but owners', async ({ browser, base, owner, place }) => {
  const [admin, viewer] = [await newPerson('Jonas Lind'), await newPerson('Ines Duarte')];
  await join(admin, owner, place, 'admin');
  await join(viewer, owner, place, 'viewer');
  const email = newEmail();
  await linkFor(owner, place, email, 'owner');
  await elsewhere(browser, admin, async (page) => {
    await open(page, `${base}/settings/members`);
    await page.getByRole('button', { name: 'More for Mara Okafor' }).click();
    await expect(page.getByText('Only an owner can change an owner.')).toBeVisible();
    await expect(page.getByRole('menuitem', { name: 'Remove' })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: `More for ${email}` }).click();
    await expect(page.getByText('Only an owner can invite an owner.')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Invite' }).click();
    expect(await dialogOf(page).getByLabel('Role', { exact: true }).locator('option').allInnerTexts()).toEqual([
      'Admin',
      'Builder',
      'Viewer',
    ]);
    await dialogOf(page).getByLabel('E-mail').fill(viewer.email);
    await dialogOf(page).getByRole('button', { name: 'Make the link' }).click();
    await expect(dialogOf(page)).toContainText('Whoever has this address is a member already.');
  });
});

test('a workspace says what it is for, and its new credentials begin with that', async ({ page, base }) => {
  const dialog = dialogOf(page);
  await open(page, `${base}/settings`);
  await page.getByRole('button', { name: 'Edit Operations' }).click();
  await dialog.getByLabel('Environment').selectOption('Another…');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('Choose an environment.');
  await dialog.getByLabel('Label').fill('EU live');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(rowOf(page, 'Operations')).toContainText('EU live');
  await expect(page.getByRole('button', { name: /switch workspace/ })).toContainText('EU live');
  await open(page, `${base}/credentials?create=github`);
  await expect(dialog.getByLabel('Environment')).toHaveValue('EU live');
  await open(page, `${base}/activity`);
  await expect(rowOf(page, 'changed the workspace')).toContainText('EU live');
});

test('who may not see members sees no way to them', async ({ browser, base, owner, place }) => {
  const person = await newPerson('Ines Duarte');
  await join(person, owner, place, 'builder');
  await elsewhere(browser, person, async (page) => {
    await open(page, `${base}/settings`);
    await expect(page.getByRole('link', { name: 'Members' })).toHaveCount(0);
    const response = await page.goto(`${base}/settings/members`);
    expect(response?.status()).toBe(404);
  });
});

test('how many versions are kept is set for the workspace, with what follows said', async ({
  page,
  base,
  ctx,
  owner,
  place,
  browser,
}) => {
  const id = await plant(ctx, 'Deploy token');
  const person = await newPerson('Ines Duarte');
  await join(person, owner, place, 'viewer');
  await open(page, `${base}/settings`);
  const field = page.getByLabel('Versions kept');
  await expect(field).toHaveValue('20');
  await expect(page.getByText('older versions go at the next save of a credential')).toBeVisible();
  await field.fill('3');
  await button(page, 'Save').click();
  await expect(page.getByText('At least 5.')).toBeVisible();
  await field.fill('7');
  await button(page, 'Save').click();
  await expect(toastOf(page)).toContainText('The last 7 versions are kept');
  await open(page, `${base}/credentials/github/${id}`);
  await expect(page.getByText('The last 7 are kept, sealed.')).toBeVisible();
  await open(page, `${base}/activity`);
  await expect(rowOf(page, 'changed how many versions are kept')).toHaveCount(1);
  await elsewhere(browser, person, async (theirs) => {
    await open(theirs, `${base}/settings`);
    await expect(theirs.getByText('the last 7 versions of each')).toBeVisible();
    await expect(theirs.getByLabel('Versions kept')).toHaveCount(0);
  });
});
