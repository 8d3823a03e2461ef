import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { openStage, walkTo } from './enter.ts';
import { makeSample, type Sample } from './sample.ts';
import { scenes } from './scenes.ts';
import { watchConsole } from './test.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** The rules that look at colours; both are among those above. */
const colours = ['color-contrast', 'link-in-text-block'];
const schemes = ['light', 'dark'] as const;
const widths = [1280, 768, 390];

let sample: Sample;
/** One for all scenes: with a page each, a quarter of the time goes by with our scripts compiled anew. */
let page: Page;
let errors: () => string[];

test.beforeAll(async ({ browser }) => {
  sample = await makeSample();
  ({ page } = await openStage(browser));
  errors = watchConsole(page);
});

test.afterAll(() => page.context().close());

for (const scene of scenes)
  test(`${scene.name} can be used by everybody`, async () => {
    test.setTimeout(120_000);
    const before = errors().length;
    await walkTo(page, scene, sample);
    for (const width of widths) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 860 });
      await sideways(page, width);
      expect.soft(await page.evaluate(moving), `in motion at ${width}`).toEqual([]);
      if (width === 768) continue;
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        expect.soft(await violations(page, colorScheme), `${width}, ${colorScheme}`).toEqual([]);
      }
    }
    expect(errors().slice(before)).toEqual([]);
  });

/** What floats is placed anew a moment after the window has another size. */
const sideways = (page: Page, width: number): Promise<void> =>
  expect.soft.poll(() => overflowing(page), { message: `sideways at ${width}` }).toEqual([]);

/** Each as `rule: selector, what is wrong`, so that a failure can be read. In the dark only colours are others. */
async function violations(page: Page, scheme: (typeof schemes)[number]): Promise<string[]> {
  const axe = new AxeBuilder({ page, ...((await page.evaluate(hasAxe)) && { axeSource: alreadyThere }) })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] });
  const { violations: found } = await (scheme === 'light' ? axe.withTags(rules) : axe.withRules(colours)).analyze();
  return found.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}, ${node.failureSummary ?? rule.help}`),
  );
}

/**
 * Axe is one and a half megabytes, put into a page once; what it finds is put together there and not in an empty page
 * beside it, as a page with frames of elsewhere would need: that took more than half of this suite's time.
 */
const hasAxe = (): boolean => 'axe' in window;
const alreadyThere = ';';

/** What can be scrolled sideways: the page, or a dialog. */
const overflowing = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.dialog, .dialog .content')]
      .filter((box) => box.scrollWidth > box.clientWidth)
      .map((box) => `${box.tagName} ${box.className}: ${box.scrollWidth} in ${box.clientWidth}`),
  );

/** Where motion is not wanted, nothing moves: not even what says that it is busy. */
const moving = (): string[] =>
  document
    .getAnimations()
    .filter((animation) => animation.playState === 'running')
    .map((animation) => animation.id || animation.constructor.name);
