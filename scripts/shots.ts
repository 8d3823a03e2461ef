import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { enter } from '../e2e/enter.ts';
import { makeSample, type Sample } from '../e2e/sample.ts';
import { scenes, type Scene } from '../e2e/scenes.ts';
import startWorlds, { enterWorld, world } from '../e2e/world.ts';
import config from '../playwright.config.ts';
import { smallPng } from './small-png.ts';

/**
 * Takes every picture in docs/shots, or those whose scenes are named: `npm run shots -- dashboard detail`. Those of the
 * tour in README are taken while it is walked, which is a scene called `tour`.
 */
const folder = join('docs', 'shots');
const takes = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
] as const;

const wanted = process.argv.slice(2);
const isKnown = (name: string): boolean => name === 'tour' || scenes.some((scene) => scene.name === name);
const unknown = wanted.filter((name) => !isKnown(name));
if (unknown.length > 0) throw new Error(`There is no scene called ${unknown.join(', ')}.`);

async function shoot(browser: Browser, scene: Scene, sample: Sample): Promise<void> {
  const { page, context } = await enter(browser, scene, sample);
  for (const { width, colorScheme } of takes) {
    await page.setViewportSize({ width, height: heightOf(width) });
    await page.emulateMedia({ colorScheme });
    if (!scene.isDialog) await page.setViewportSize({ width, height: await whole(page, heightOf(width)) });
    await page.evaluate(asInstalled, placesOf(sample));
    await settled(page);
    const picture = smallPng(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
    const name = `${scene.name}-${width}-${colorScheme}.png`;
    writeFileSync(join(folder, name), picture);
    console.log(`${name} ${Math.ceil(picture.length / 1024)} KB`);
  }
  await context.close();
}

const heightOf = (width: number): number => (width === 390 ? 844 : 860);

/** As high as the page, so that a bar at the bottom is at the bottom; the end of a very long one is left out. */
const whole = async (page: Page, height: number): Promise<number> =>
  Math.min(Math.max(await page.evaluate(() => document.body.scrollHeight), height), 2_400);

/** Two frames: plots have been drawn at their new width. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)))),
  );

type Places = readonly (readonly [from: string, to: string])[];

/** The world lies in a folder and on a port of its own each time; in the pictures it is where it is by default. */
const placesOf = ({ owner }: Sample): Places => [
  [world().dataDir, 'data'],
  [new URL(world().origin).host, 'localhost:3000'],
  [new URL(world().apiOrigin).host, 'localhost:3001'],
  [owner.email, 'mara@northwind.example'],
];

function asInstalled(places: Places): void {
  const written = (text: string) => places.reduce((said, [from, to]) => said.replaceAll(from, to), text);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node.nodeValue && written(node.nodeValue) !== node.nodeValue) node.nodeValue = written(node.nodeValue);
  for (const input of document.querySelectorAll('input'))
    if (input.type !== 'file' && written(input.value) !== input.value) input.value = written(input.value);
}

function shootTour(): void {
  const words = ['node_modules/@playwright/test/cli.js', 'test', 'e2e/tour.spec.ts', '--reporter=line'];
  const { status } = spawnSync(process.execPath, words, {
    stdio: 'inherit',
    env: { ...process.env, TOUR_SHOTS: folder },
  });
  if (status !== 0) throw new Error('The tour was not walked to its end.');
}

const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
const chosen = scenes.filter(({ name }) => isWanted(name));

const stop = await startWorlds({ workers: 1 });
enterWorld();
const browser = await chromium.launch(config.use?.launchOptions);
try {
  mkdirSync(folder, { recursive: true });
  if (chosen.length > 0) {
    const sample = await makeSample();
    for (const scene of chosen) await shoot(browser, scene, sample);
  }
  if (isWanted('tour')) shootTour();
} finally {
  await browser.close();
  await stop();
}
