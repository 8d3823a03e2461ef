import type { Browser, BrowserContext, Page } from '@playwright/test';
import { openSession, type Sample } from './sample.ts';
import { visit } from './scene-steps.ts';
import type { Scene } from './scenes.ts';
import { signIn } from './test.ts';
import { world } from './world.ts';

const viewport = { width: 1280, height: 860 };

/** A page in a browser context of its own, to walk through scenes; close the context afterwards. */
export async function openStage(browser: Browser): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', locale: 'en-GB' });
  return { page: await context.newPage(), context };
}

/** Goes to a scene in a browser context of its own, in a session of its own; close the context afterwards. */
export async function enter(
  browser: Browser,
  scene: Scene,
  sample: Sample,
): Promise<{ page: Page; context: BrowserContext }> {
  const { page, context } = await openStage(browser);
  await walkTo(page, scene, sample);
  return { page, context };
}

/** Goes to a scene in a session of its own, on a page that may have been at another, of which nothing is left. */
export async function walkTo(page: Page, scene: Scene, sample: Sample): Promise<void> {
  await clear(page);
  if (!scene.isSignedOut) {
    await signIn(page.context(), { ...sample.owner, cookie: await openSession(sample.owner) });
  }
  const { tenant, workspace } = sample.full;
  const open = (path: string) => visit(page, `${world().origin}/${tenant}/${workspace}/${path}`);
  await scene.go({ page, sample, open });
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  // Where a page takes the place of another, Next puts its title in a moment after it.
  await page.waitForFunction(() => document.title !== '');
}

/** By way of a file of the same place: the browser goes on with the process that has our scripts compiled already. */
async function clear(page: Page): Promise<void> {
  const context = page.context();
  for (const other of context.pages()) if (other !== page) await other.close();
  await context.clearCookies();
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(viewport);
  await page.goto(`${world().origin}/icon.svg`);
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
}
