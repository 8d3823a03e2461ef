import type { Browser, BrowserContext, Page } from '@playwright/test';
import { openSession, type Sample } from './sample.ts';
import { visit } from './scene-steps.ts';
import type { Scene } from './scenes.ts';
import { signIn } from './test.ts';
import { world } from './world.ts';

/** Goes to a scene in a browser context of its own, in a session of its own; close the context afterwards. */
export async function enter(
  browser: Browser,
  scene: Scene,
  sample: Sample,
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  if (!scene.isSignedOut) {
    await signIn(context, { ...sample.owner, cookie: await openSession(sample.owner) });
  }
  const page = await context.newPage();
  const { tenant, workspace } = sample.full;
  const open = (path: string) => visit(page, `${world().origin}/${tenant}/${workspace}/${path}`);
  await scene.go({ page, sample, open });
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  return { page, context };
}
