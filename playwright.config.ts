import { defineConfig } from '@playwright/test';
import { enterWorld } from './e2e/world.ts';
import { findChrome } from './scripts/machine.ts';

enterWorld();
const chrome = findChrome();

/**
 * The last list counts: what Playwright switches off, and the pages of the address bar, one process more for each window
 * that nobody sees.
 */
const off = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'OmniboxPopupWebUI',
  'WebUIOmnibox',
];

/** Chrome speaks to nobody but us: what it does on its own is switched off. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${off.join()}`,
];

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/world.ts',
  forbidOnly: Boolean(process.env['CI']),
  // A second try on a machine that is busy with other things; the last line of `npm test` tells of each.
  retries: process.env['CI'] ? 1 : 0,
  // Each has a product of its own to walk through.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // The new user comes first: the setup link ends after 15 minutes.
  projects: [
    { name: 'new user', testMatch: 'main-job.spec.ts' },
    { name: 'journeys', testIgnore: 'main-job.spec.ts' },
  ],
  use: {
    browserName: 'chromium',
    launchOptions: { args: quiet, ...(chrome && { executablePath: chrome }) },
    actionTimeout: 15_000,
    // Nothing is in motion that a click could miss.
    contextOptions: { reducedMotion: 'reduce' },
    // A fifth of the whole time where it is recorded for every journey.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
  },
});
