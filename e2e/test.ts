import { expect, test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { ctxOf, newPerson, newTenant, type Person, type Place } from './people.ts';
import { world } from './world.ts';

interface Fixtures {
  /** The owner of a tenant of this test's own. */
  owner: Person;
  place: Place;
  /** The owner in that place, as the gate would hand them to a command. */
  ctx: WorkspaceCtx;
  /** `/tenant/workspace` of that place. */
  base: string;
  /** A page on which the owner is signed in; it fails the test when the console shows an error. */
  page: Page;
}

export const test = base.extend<Fixtures>({
  // A fixture names what it needs; this one needs nothing.
  // oxlint-disable-next-line no-empty-pattern
  owner: async ({}, use) => use(await newPerson()),
  place: async ({ owner }, use) => use(await newTenant(owner, 'Northwind')),
  ctx: async ({ owner, place }, use) => use(await ctxOf(owner, place)),
  base: async ({ place }, use) => use(`${world().origin}/${place.tenant}/${place.workspace}`),
  page: async ({ context, owner }, use) => {
    await signIn(context, owner);
    const page = await context.newPage();
    const errors = watchConsole(page);
    await use(page);
    expect(errors()).toEqual([]);
  },
});

export { expect };

export async function signIn(context: BrowserContext, person: Person): Promise<void> {
  await context.addCookies([
    { name: 'keyhaven', value: person.cookie, url: world().origin, httpOnly: true, sameSite: 'Lax' },
  ]);
}

/** Somebody else's browser, or nobody's; it fails the test when its console shows an error. */
export async function elsewhere(
  browser: Browser,
  person: Person | null,
  run: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext();
  if (person) await signIn(context, person);
  const page = await context.newPage();
  const errors = watchConsole(page);
  await run(page);
  expect(errors()).toEqual([]);
  await context.close();
}

/** The page listens: its buttons have been given their work. */
export const hydrated = (page: Page): Promise<void> => page.locator('[data-hydrated]').first().waitFor();

/** Mara makes herself the first owner, and Northwind the first tenant. */
export async function setUp(page: Page, url: string, password: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Your name').fill('Mara Okafor');
  await page.getByLabel('E-mail').fill('mara@northwind.example');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Tenant').fill('Northwind');
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('heading', { name: 'App Credentials', level: 1 })).toBeVisible();
  await hydrated(page);
}

/** Errors of scripts, of React and of the content security policy. A refused request of ours is no error. */
export function watchConsole(page: Page): () => string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  return () => errors;
}
