import { goodTokens } from './fakes/good-tokens.ts';
import { button, fieldOf } from './forms.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { ctxOf, newPerson, newTenant } from './people.ts';
import { dialogOf, visit, type Stage } from './scene-steps.ts';
import type { Scene } from './scenes.ts';
import { cardOf, newSession, openVault } from './vault-place.ts';
import { world } from './world.ts';

const back = { redirect_uri: 'https://shop.example.com/apps' };

let made: Promise<WorkspaceCtx> | undefined;

/** A tenant of these scenes' own: what consumers connect is nothing the others have in their pictures. */
const placeOf = (): Promise<WorkspaceCtx> =>
  (made ??= newPerson('Ida Fjord').then(async (owner) => ctxOf(owner, await newTenant(owner, 'Fjord Freight'))));

/** A consumer who has connected one app. */
async function openWithOne({ page }: Stage): Promise<void> {
  await openVault(page, await newSession(await placeOf(), back));
  if ((await page.getByText('Nothing is connected yet').count()) === 0) return;
  await cardOf(page, 'SendGrid').getByRole('button', { name: 'Connect' }).click();
  await fieldOf(dialogOf(page), 'API key').fill(goodTokens.sendgrid);
  await button(dialogOf(page), 'Connect').click();
  await cardOf(page, 'SendGrid').getByText('Connected', { exact: true }).waitFor();
  await page.reload();
  await page.locator('[data-hydrated]').waitFor();
}

const openNew = async ({ page }: Stage): Promise<void> =>
  openVault(page, await newSession(await placeOf(), back, 'somebody-new'));

export const vaultPages: readonly Scene[] = [
  { name: 'vault', isSignedOut: true, go: openWithOne },
  { name: 'vault-empty', isSignedOut: true, go: openNew },
  { name: 'vault-no-link', isSignedOut: true, go: ({ page }) => visit(page, `${world().origin}/vault`) },
];

export const vaultScenes: readonly Scene[] = [
  {
    name: 'vault-details',
    isSignedOut: true,
    go: async (stage) => {
      await openNew(stage);
      await cardOf(stage.page, 'Twilio').getByRole('button', { name: 'Connect' }).click();
      await dialogOf(stage.page).waitFor();
    },
  },
  {
    name: 'vault-disconnect',
    isSignedOut: true,
    go: async (stage) => {
      await openWithOne(stage);
      await stage.page.getByRole('button', { name: 'More for SendGrid' }).click();
      await stage.page.getByRole('menuitem', { name: 'Disconnect' }).click();
      await dialogOf(stage.page).waitFor();
    },
  },
];
