import { expect, type Locator, type Page } from '@playwright/test';
import { button, hasVisibleFocus, tabTo } from './forms.ts';

/** Tab until that has the focus, which is seen, then the key. */
export async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  expect(await hasVisibleFocus(page), target.toString()).toBe(true);
  await page.keyboard.press(key);
}

/** Tab until that has the focus, then the words in place of whatever is there. */
export async function typeIn(page: Page, field: Locator, words: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(words);
}

/** From the button of a menu, down to an item of it. */
export async function choose(page: Page, opener: Locator, item: string): Promise<void> {
  await press(page, opener);
  await expect(page.locator('.menu').locator(':focus')).toHaveCount(1);
  const wanted = page.getByRole('menuitem', { name: item, exact: true });
  for (let presses = 0; presses < 10; presses += 1) {
    if (await wanted.evaluate((one) => one === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await expect(wanted).toBeFocused();
  await page.keyboard.press('Enter');
}

/** Tab comes to every control of the dialog, and never leaves it. */
export async function expectRound(page: Page, dialog: Locator): Promise<void> {
  const controls = dialog.locator(':is(a[href], button, input, select, textarea):enabled:visible:not([type=radio])');
  const many = await controls.count();
  const reached = new Set<number>();
  for (let presses = 0; presses < 2 * many + 5 && reached.size < many; presses += 1) {
    await page.keyboard.press('Tab');
    await expect(dialog.locator(':focus')).toHaveCount(1);
    const at = await controls.evaluateAll((all) => all.findIndex((one) => one === document.activeElement));
    if (at >= 0) reached.add(at);
  }
  expect(reached.size).toBe(many);
}

/** Esc closes the dialog in front, and what opened it has the focus again. */
export async function escapeTo(page: Page, opener: Locator): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.locator('.dialog')).toHaveCount(0);
  await expect(opener).toBeFocused();
}

/** What a person does on the pages of the world's authorization server: the user is filled in, and all is ticked. */
export async function consentByKeys(window: Page): Promise<void> {
  await expect(window.getByLabel('User')).toBeFocused();
  await window.keyboard.press('Enter');
  await press(window, button(window, 'Allow'));
}
