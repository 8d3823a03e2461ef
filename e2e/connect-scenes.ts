import type { Page } from '@playwright/test';
import { listOauthApps } from '#lib/oauth-apps/queries.ts';
import { fieldOf } from './forms.ts';
import { connectButton, consent, fillConnect, plantApp } from './oauth-place.ts';
import { ctxOf } from './people.ts';
import { sampleId } from './sample.ts';
import { chooseMore, dialogOf, openForm, type Stage } from './scene-steps.ts';
import type { Scene } from './scenes.ts';
import { world } from './world.ts';

/** A client at the server of this world, which has pages to sign in at; one is enough for all scenes. */
async function withApp({ sample }: Stage): Promise<void> {
  const ctx = await ctxOf(sample.owner, sample.full);
  const apps = await listOauthApps(ctx, { component: 'oauth2' });
  if (!apps.some(({ name }) => name === 'Carrier portal')) await plantApp(ctx, { name: 'Carrier portal' });
}

/** An API of a carrier's, which nobody asks before somebody has signed in. */
const nobodys = 'https://api.carrier.example';

async function openConnect(stage: Stage, baseUrl = nobodys): Promise<void> {
  await withApp(stage);
  await openForm(stage, 'oauth2');
  const dialog = dialogOf(stage.page);
  await fillConnect(dialog, 'Carrier bookings', baseUrl);
  await fieldOf(dialog, 'OAuth app').selectOption({ label: 'Carrier portal (production)' });
}

/** The whole way in this window, as on a small screen. */
async function comeBack(stage: Stage, person: Parameters<typeof consent>[1]): Promise<void> {
  const { page } = stage;
  await openConnect(stage, world().oauth.issuer);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 700, height: 860 });
  await connectButton(dialogOf(page)).click();
  await consent(page, person);
  if (size) await page.setViewportSize(size);
}

const heading = (page: Page, words: RegExp | string) => page.getByRole('heading', { level: 1, name: words }).waitFor();

export const connectPages: readonly Scene[] = [
  {
    name: 'connect-confirm',
    go: async (stage) => {
      await comeBack(stage, { login: 'mara.okafor', without: ['write'] });
      await heading(stage.page, /says you are/);
    },
  },
  {
    name: 'connect-denied',
    go: async (stage) => {
      await comeBack(stage, { deny: true });
      await heading(stage.page, 'Nothing was stored');
    },
  },
];

export const connectScenes: readonly Scene[] = [
  { name: 'connect-form', go: (stage) => openConnect(stage) },
  {
    name: 'connect-waiting',
    go: async (stage) => {
      await openConnect(stage);
      await connectButton(dialogOf(stage.page)).click();
      await dialogOf(stage.page).getByText('in the window that opened').waitFor();
    },
  },
  {
    name: 'connect-no-app',
    go: async (stage) => {
      await stage.open('credentials?create=salesforce');
      await dialogOf(stage.page).getByText('there is none for it here yet').waitFor();
    },
  },
  {
    name: 'delete-revoke',
    go: async (stage) => {
      await chooseMore(stage, `hubspot/${sampleId('hubspot-sales')}`, 'Delete');
      await dialogOf(stage.page).getByText('Also revoke it at').waitFor();
    },
  },
];
