import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { smallPng } from '../scripts/small-png.ts';
import { freePort } from '../scripts/vitest/server-process.ts';
import { toastOf } from './forms.ts';
import { newFolder, newSettings, removeFolder, startProduct, type Settings } from './programs.ts';
import { watchConsole } from './test.ts';
import { readPrinted, readTour } from './tour-reading.ts';
import { walks, type Look } from './tour-walks.ts';

/** Where pictures go, when they are asked for: `npm run shots -- tour`. */
const shots = process.env['TOUR_SHOTS'];
const size = { width: 1280, height: 800 };

test.use({ viewport: size, locale: 'en-GB', contextOptions: { reducedMotion: 'reduce' } });

let folder: string;
test.beforeEach(() => {
  folder = newFolder();
});
test.afterEach(() => removeFolder(folder));

/** Pictures show the ports that people have. */
async function settings(): Promise<Settings> {
  const free = { ...(await newSettings(folder)), LIGHTHOUSE_PORT: String(await freePort()) };
  return shots ? { ...free, PORT: '3000', API_PORT: '3001', LIGHTHOUSE_PORT: '3002' } : free;
}

test('somebody who has read README and what the start prints walks the tour', async ({ page, context }) => {
  test.setTimeout(180_000);
  const { steps, pictures } = readTour();
  expect(steps.map((step) => step.title)).toEqual(Object.keys(walks));
  const errors = watchConsole(page);
  const taken: string[] = [];
  const take = async (name: string, look: Look = {}) => {
    taken.push(name);
    if (shots) await shoot(page, join(shots, `${name}.png`), look);
  };
  const product = await startProduct(await settings(), ['--demo']);
  try {
    const printed = readPrinted(product.said());
    const lighthouse = await context.newPage();
    await lighthouse.goto(printed.lighthouse);
    await page.bringToFront();
    for (const { title, presses } of steps)
      await test.step(title, async () => {
        const pressed: string[] = [];
        const press = async (words: string, where: Locator = page.locator('body')) => {
          await pressable(where, words).first().click();
          pressed.push(words);
        };
        await walks[title]?.({ page, printed, folder, lighthouse, press, take });
        expect(inOrder(presses, pressed), `pressed: ${pressed.join(', ')}`).toEqual(presses);
      });
    expect(errors()).toEqual([]);
  } finally {
    await product.stop();
  }
  expect(taken).toEqual(pictures);
  for (const name of taken) expect(existsSync(`docs/shots/${name}.png`), name).toBe(true);
});

function pressable(where: Locator, name: string): Locator {
  const by = (role: 'button' | 'link' | 'menuitem') => where.getByRole(role, { name, exact: true });
  return by('button').or(by('link')).or(by('menuitem'));
}

/** As many of the first as were done in their order, whatever else came between. */
function inOrder(wanted: readonly string[], done: readonly string[]): readonly string[] {
  let from = 0;
  return wanted.filter((one) => {
    const at = done.indexOf(one, from);
    if (at >= 0) from = at + 1;
    return at >= 0;
  });
}

const margin = 32;

async function shoot(page: Page, file: string, { of, height = size.height, isDark = false }: Look): Promise<void> {
  await expect(toastOf(page)).toHaveCount(0);
  await page.setViewportSize({ width: size.width, height });
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  const box = await of?.boundingBox();
  const clip = box
    ? { x: box.x - margin, y: box.y - margin, width: box.width + 2 * margin, height: box.height + 2 * margin }
    : undefined;
  writeFileSync(file, smallPng(await page.screenshot({ animations: 'disabled', caret: 'hide', clip })));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(size);
}
