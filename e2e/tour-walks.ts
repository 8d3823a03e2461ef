import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { cardOf, dialogOf, fieldOf, listening, rowOf, toastOf } from './forms.ts';
import type { Printed } from './tour-reading.ts';

export interface Walk {
  readonly page: Page;
  readonly printed: Printed;
  /** For what is downloaded. */
  readonly folder: string;
  /** The app in another tab. */
  readonly lighthouse: Page;
  /** Presses a button, a link or an item of a menu, by the words on it. */
  readonly press: (words: string, where?: Locator) => Promise<void>;
  readonly take: (name: string, look?: Look) => Promise<void>;
}

export interface Look {
  /** With its surroundings only; the whole screen, where nothing is named. */
  readonly of?: Locator;
  readonly height?: number;
  readonly isDark?: boolean;
}

const panelOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Step settings' });
const pickerOf = (page: Page): Locator => page.locator('.menu.picker');
const stepOf = (page: Page, name: string): Locator => page.locator('.stepcard', { hasText: name });
const title = (page: Page, name: string): Locator => page.getByRole('heading', { name, level: 1 });
const keysThat = (lighthouse: Page, does: string): Locator =>
  lighthouse.getByRole('row', { name: does }).getByRole('code');

/** What is done in each step, by the titles they have in README. */
export const walks: Readonly<Record<string, (walk: Walk) => Promise<void>>> = {
  'Sign in': async ({ page, printed, press }) => {
    await page.goto(printed.address);
    await listening(page);
    await page.getByLabel('E-mail').fill('mara@northwind.example');
    await page.getByLabel('Password', { exact: true }).fill(printed.passwordOf('mara@northwind.example'));
    await press('Sign in');
    await expect(title(page, 'App Credentials')).toBeVisible();
  },

  'See what needs a person': async ({ page, take }) => {
    await listening(page);
    await expect(page.locator('.card').first()).toContainText('1 unreadable');
    await expect(cardOf(page, 'Lighthouse')).toContainText('1 failed');
    await expect(cardOf(page, 'Lighthouse').locator('.count')).toContainText('2 credentials');
    await take('tour-dashboard');
  },

  'Prove a credential before it is kept': async ({ page, lighthouse, press, take }) => {
    const dialog = dialogOf(page);
    await press('Create Credential');
    await press('Lighthouse', dialog);
    await fieldOf(dialog, 'Name').fill('Evening shift');
    await fieldOf(dialog, 'API key').fill(await keysThat(lighthouse, '401, revoked').first().innerText());
    await press('Verify and save', dialog);
    await expect(dialog.getByRole('alert')).toContainText('Lighthouse says that this key was revoked.');
    await take('tour-refused', { of: dialog });
    await expect(cardOf(page, 'Lighthouse').locator('.count')).toContainText('2 credentials');
    await fieldOf(dialog, 'API key').fill(await keysThat(lighthouse, '200, works').first().innerText());
    await press('Verify and save', dialog);
    await expect(toastOf(page).filter({ hasText: 'Saved Evening shift' })).toContainText(
      'Connected as Northwind Evenings.',
    );
  },

  'Let a flow take it': async ({ page, lighthouse, press, take }) => {
    const panel = panelOf(page);
    await press('Flows');
    await press('Escalations');
    await stepOf(page, 'Read escalated tickets').click();
    await panel.getByRole('combobox', { name: 'Credential' }).click();
    await pickerOf(page).getByRole('option', { name: 'Evening shift' }).click();
    await expect(stepOf(page, 'Read escalated tickets')).toContainText('Evening shift');
    await press('Add step');
    await press('Lighthouse', panel);
    await press('Add new credential', pickerOf(page));
    await fieldOf(panel, 'Name').fill('Escalation bot');
    await fieldOf(panel, 'API key').fill(await keysThat(lighthouse, '200, works').nth(1).innerText());
    await press('Verify and save', panel);
    await expect(panel).toContainText('Saved Escalation bot, chosen for step 3.');
    await take('tour-flow', { height: 480 });
    await press('Done', panel);
    await press('Activate');
    await expect(toastOf(page).filter({ hasText: 'Escalations is active.' })).toBeVisible();
  },

  'Try to delete what a flow needs': async ({ page, press, take }) => {
    const dialog = dialogOf(page);
    await press('App Credentials');
    await press('Lighthouse');
    await page.getByRole('button', { name: 'More for Returns desk' }).click();
    await press('Delete');
    await press('Delete Returns desk', dialog);
    await expect(dialog).toContainText('Returns to orders');
    await dialog.getByRole('combobox', { name: 'Replace everywhere with' }).click();
    await pickerOf(page).getByRole('option', { name: 'Evening shift' }).click();
    await take('tour-in-use', { of: dialog });
    await press('Replace everywhere', dialog);
    await expect(toastOf(page).filter({ hasText: 'Moved 1 flow to Evening shift.' })).toBeVisible();
  },

  'Import a file': async ({ page, printed, press, take }) => {
    const dialog = dialogOf(page);
    await press('App Credentials');
    await expect(title(page, 'App Credentials')).toBeVisible();
    await press('Import Credential');
    const choosing = page.waitForEvent('filechooser');
    await press('Upload', dialog);
    await (await choosing).setFiles(printed.file);
    await dialog.getByLabel('Passphrase', { exact: true }).fill(printed.passphrase);
    await press('Unlock', dialog);
    await press('Choose for all conflicts', dialog);
    await press('Override existing App Credentials', dialog);
    const choice = dialog.getByRole('radiogroup', { name: 'Choice for Support desk' });
    await choice.getByRole('radio', { name: 'Create', exact: true }).check();
    await take('tour-conflicts', { of: dialog });
    await press('Apply choices', dialog);
    await press('Create', dialog);
    await expect(dialog).toContainText('2 created, 1 overridden');
    await expect(dialog).toContainText('Checked: 3 passed');
    await press('Done', dialog);
  },

  'Revoke a key': async ({ page, lighthouse, press, take }) => {
    await lighthouse.bringToFront();
    await lighthouse
      .getByRole('row', { name: '200, works' })
      .first()
      .getByRole('button', { name: /^Revoke/ })
      .click();
    await page.bringToFront();
    await press('Flows');
    await press('Escalations');
    await press('Run check');
    await expect(page.getByText('1 of 3 credentials failed.')).toBeVisible();
    await stepOf(page, 'Read escalated tickets').click();
    await take('tour-flagged', { height: 520, isDark: true });
    await press('Flows');
    for (const flow of ['Escalations', 'Returns to orders'])
      await expect(rowOf(page, flow)).toContainText('Evening shift failed its last check.');
  },

  'Take a flow to another tenant': async ({ page, printed, folder, press, take }) => {
    const dialog = dialogOf(page);
    await press('Flows');
    await press('Ticket triage');
    await page.getByRole('button', { name: /^More/ }).click();
    await press('Export');
    for (const label of ['Passphrase', 'Passphrase again']) await fieldOf(dialog, label).fill(printed.passphrase);
    const downloaded = page.waitForEvent('download');
    await press('Export', dialog);
    const download = await downloaded;
    const file = join(folder, download.suggestedFilename());
    await download.saveAs(file);
    await page.getByRole('button', { name: /^Northwind/ }).click();
    await press('Contoso');
    await expect(page).toHaveURL(/\/contoso\//);
    await press('Flows');
    await expect(title(page, 'Flows')).toBeVisible();
    await press('Import Flow');
    const choosing = page.waitForEvent('filechooser');
    await press('Upload', dialog);
    await (await choosing).setFiles(file);
    await fieldOf(dialog, 'Passphrase').fill(printed.passphrase);
    await press('Unlock', dialog);
    const left = dialog.getByRole('row', { name: '2. Tell the channel' });
    await left.getByRole('combobox').click();
    await pickerOf(page).getByRole('option', { name: 'Shop floor' }).click();
    await expect(left).toContainText('Chosen here');
    await take('tour-bindings', { of: dialog });
    await press('Create', dialog);
    await press('Open Flow', dialog);
    await press('Activate');
    await expect(toastOf(page).filter({ hasText: 'Ticket triage is active.' })).toBeVisible();
  },

  'Invite, and look back': async ({ page, press, take }) => {
    await page.getByRole('button', { name: /^Contoso/ }).click();
    await press('Northwind');
    await expect(page).toHaveURL(/\/northwind\//);
    await press('Settings');
    await press('Members');
    await expect(title(page, 'Settings')).toBeVisible();
    await press('Invite');
    await fieldOf(dialogOf(page), 'E-mail').fill('lin@northwind.example');
    await press('Make the link', dialogOf(page));
    await press('Done', dialogOf(page));
    await press('Activity');
    await expect(rowOf(page, 'lin@northwind.example')).toContainText('invited');
    await expect(rowOf(page, 'Ticket triage').first()).toContainText('exported');
    await take('tour-activity', { height: 640 });
  },
};
