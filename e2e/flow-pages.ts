import type { Locator, Page } from '@playwright/test';

/** The settings of the step that is open. */
export const panelOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Step settings' });
export const pickerOf = (page: Page): Locator => page.locator('.menu.picker');
export const optionOf = (page: Page, name: string): Locator => pickerOf(page).getByRole('option', { name });
/** A card of the builder, by any of its words. */
export const stepOf = (page: Page, words: string): Locator => page.locator('.stepcard', { hasText: words });
export const openPicker = (page: Page): Promise<void> =>
  panelOf(page).getByRole('combobox', { name: 'Credential' }).click();
