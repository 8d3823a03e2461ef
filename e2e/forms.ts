import { expect, type Locator, type Page } from '@playwright/test';
import { world } from './world.ts';

/** The dialog in front; toasts are dialogs to the accessibility tree too, and are not meant. */
export const dialogOf = (page: Page): Locator => page.locator('.dialog');
export const toastOf = (page: Page): Locator => page.locator('.toast');
export const cardOf = (page: Page, app: string): Locator => page.locator('.card', { hasText: app });
export const button = (where: Page | Locator, name: string): Locator =>
  where.getByRole('button', { name, exact: true });
/** A row of a table of credentials. */
export const rowOf = (page: Page, name: string): Locator => page.locator('tbody tr', { hasText: name });

export const saveButton = (page: Page): Locator =>
  dialogOf(page).getByRole('button', { name: 'Verify and save', exact: true });

/** From the dashboard to the form of one app. */
export async function openCreate(page: Page, base: string, app: string): Promise<Locator> {
  await open(page, `${base}/credentials`);
  await page.getByRole('button', { name: 'Create Credential' }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: app, exact: true }).click();
  return dialog;
}

/** Tab until that has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

/** Whatever has the focus is drawn so that one sees it. */
export const hasVisibleFocus = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  });

/** Goes there and waits until every button has been given its work by React. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await listening(page);
}

export async function listening(page: Page): Promise<void> {
  const isListening = () => {
    const buttons = [...document.querySelectorAll('button')];
    return buttons.every((button) => Object.keys(button).some((key) => key.startsWith('__reactProps')));
  };
  await expect.poll(() => page.evaluate(isListening)).toBe(true);
  // What effects add, keys among it, comes after the next picture.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))),
  );
}

/** The field of a label. A way to sign in may have the same words; it is no field. */
export const fieldOf = (dialog: Locator, label: string): Locator =>
  dialog.locator('input:not([type=radio]), select, textarea').and(dialog.getByLabel(label, { exact: true }));

/** Fields by their labels; `Sent as` and other choices by the value of the option, ways to sign in by their words. */
export async function fill(dialog: Locator, typed: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(typed)) {
    const field = fieldOf(dialog, label);
    if (label === 'Sign-in') await dialog.getByRole('radio', { name: value, exact: true }).check();
    else if (await field.evaluate((element) => element instanceof HTMLSelectElement)) await field.selectOption(value);
    else await field.fill(value);
  }
}

/** The form of PostgreSQL, filled for the server of this world. */
export function postgresFields(password = world().postgres.password): Record<string, string> {
  const { host, port, user } = world().postgres;
  return {
    Host: host,
    Port: String(port),
    Database: 'postgres',
    User: user,
    Password: password,
    Encryption: 'disable',
  };
}

/** The item of a row's own menu. */
export async function fromRowMenu(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}
