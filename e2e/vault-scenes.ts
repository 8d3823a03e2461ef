import { goodTokens } from './fakes/good-tokens.ts';
import { button, fieldOf, toastOf } from './forms.ts';
import { ctxOf } from './people.ts';
import { dialogOf, type Stage } from './scene-steps.ts';
import type { Scene } from './scenes.ts';
import { cardOf, newSession, openVault } from './vault-place.ts';
import { visit } from './scene-steps.ts';
import { world } from './world.ts';

const back = { redirect_uri: 'https://shop.example.com/apps' };

/** A consumer of the full workspace, who has connected one app. */
async function openWithOne({ page, sample }: Stage): Promise<void> {
  const ctx = await ctxOf(sample.owner, sample.full);
  await openVault(page, await newSession(ctx, back, 'vault-scene'));
  if ((await page.getByText('Nothing is connected yet').count()) === 0) return;
  await cardOf(page, 'SendGrid').getByRole('button', { name: 'Connect' }).click();
  await fieldOf(dialogOf(page), 'API key').fill(goodTokens.sendgrid);
  await button(dialogOf(page), 'Connect').click();
  await toastOf(page).waitFor();
  await button(toastOf(page), 'Dismiss').click();
}

async function openNew({ page, sample }: Stage): Promise<void> {
  const ctx = await ctxOf(sample.owner, sample.full);
  await openVault(page, await newSession(ctx, back, 'vault-scene-new'));
}

export const vaultPages: readonly Scene[] = [
  { name: 'vault', isSignedOut: true, go: openWithOne },
  { name: 'vault-empty', isSignedOut: true, go: openNew },
  { name: 'vault-no-link', isSignedOut: true, go: ({ page }) => visit(page, `${world().origin}/vault`) },
  {
    name: 'vault-details',
    isSignedOut: true,
    isDialog: true,
    go: async (stage) => {
      await openNew(stage);
      await cardOf(stage.page, 'Twilio').getByRole('button', { name: 'Connect' }).click();
      await dialogOf(stage.page).waitFor();
    },
  },
  {
    name: 'vault-disconnect',
    isSignedOut: true,
    isDialog: true,
    go: async (stage) => {
      await openWithOne(stage);
      await stage.page.getByRole('button', { name: 'More for SendGrid' }).click();
      await stage.page.getByRole('menuitem', { name: 'Disconnect' }).click();
      await dialogOf(stage.page).waitFor();
    },
  },
];
