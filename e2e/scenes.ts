import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { sessions } from '#db/schema/users.ts';
import { specialTokens } from './fakes/good-tokens.ts';
import { listening } from './forms.ts';
import { apiKeyPages, apiKeyScenes } from './api-key-scenes.ts';
import { connectPages, connectScenes } from './connect-scenes.ts';
import { exportPages, exportScenes } from './export-scenes.ts';
import { flowScenes } from './flow-scenes.ts';
import { freshnessPages } from './freshness-scenes.ts';
import { importHistoryPages, importHistoryScenes } from './import-history-scenes.ts';
import { largeImportPages, largeImportScenes } from './large-import-scenes.ts';
import { keyPages, keyScenes } from './key-scenes.ts';
import { liveImportPages, liveImportScenes } from './live-import-scenes.ts';
import { oauthAppPages, oauthAppScenes } from './oauth-app-scenes.ts';
import { openDoor, sampleId } from './sample.ts';
import {
  chooseMore,
  choose,
  dialogOf,
  fillGithub,
  fillRest,
  openForm,
  openImport,
  openStep,
  override,
  refused,
  review,
  unlock,
  verify,
  visit,
  type Stage,
} from './scene-steps.ts';
import { vaultPages, vaultScenes } from './vault-scenes.ts';
import { webhookPages, webhookScenes } from './webhook-scenes.ts';
import { world } from './world.ts';

export interface Scene {
  /** Also the beginning of its pictures' names. */
  readonly name: string;
  readonly isDialog?: boolean;
  readonly isSignedOut?: boolean;
  readonly go: (stage: Stage) => Promise<void>;
}

const replica = `postgres/${sampleId('pg-orders-replica')}`;

const pages: readonly Scene[] = [
  { name: 'setup', isSignedOut: true, go: ({ page }) => visit(page, world().setupUrl) },
  {
    name: 'sign-in',
    isSignedOut: true,
    go: async ({ page }) => {
      const shut = await openDoor();
      await visit(page, `${world().origin}/sign-in`);
      await shut();
    },
  },
  { name: 'dashboard', go: ({ open }) => open('credentials') },
  {
    name: 'dashboard-empty',
    go: ({ page, sample }) =>
      visit(page, `${world().origin}/${sample.empty.tenant}/${sample.empty.workspace}/credentials`),
  },
  { name: 'component', go: ({ open }) => open('credentials/postgres') },
  {
    name: 'component-selected',
    go: async ({ page, open }) => {
      await open('credentials/postgres');
      for (const name of ['Ledger', 'Reporting']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    },
  },
  { name: 'detail', go: ({ open }) => open(`credentials/${replica}`) },
  { name: 'detail-failed', go: ({ open }) => open(`credentials/postgres/${sampleId('pg-ledger')}`) },
  { name: 'trash', go: ({ open }) => open('credentials/trash') },
  { name: 'flow-list', go: ({ open }) => open('flows') },
  {
    name: 'flow-list-empty',
    go: ({ page, sample }) => visit(page, `${world().origin}/${sample.empty.tenant}/${sample.empty.workspace}/flows`),
  },
  {
    name: 'flow-failed',
    go: (stage) => openStep(stage, 'Nightly ledger', 'Write entries'),
  },
  { name: 'activity', go: ({ open }) => open('activity') },
  { name: 'settings', go: ({ open }) => open('settings') },
  { name: 'members', go: ({ open }) => open('settings/members') },
  { name: 'invite-page', isSignedOut: true, go: ({ page, sample }) => visit(page, sample.invitation) },
];

const createScenes: readonly Scene[] = [
  {
    name: 'create-chooser',
    go: async ({ page, open }) => {
      await open('credentials');
      await page.getByRole('button', { name: 'Create Credential' }).click();
      await dialogOf(page).getByRole('list', { name: 'Apps' }).waitFor();
    },
  },
  {
    name: 'create-form',
    go: async (stage) => {
      await openForm(stage, 'postgres');
      await dialogOf(stage.page).getByLabel('Name').fill('Orders read replica');
    },
  },
  {
    name: 'create-verifying',
    go: async (stage) => {
      await fillRest(stage, specialTokens.slow);
      await dialogOf(stage.page).getByText('Checking with REST API').waitFor();
    },
  },
  {
    name: 'create-failed',
    go: async (stage) => {
      await openForm(stage, 'github');
      await fillGithub(stage.page);
      await dialogOf(stage.page).getByRole('alert').waitFor();
    },
  },
  {
    name: 'create-not-testable',
    go: async (stage) => {
      await openForm(stage, 'slack');
      const dialog = dialogOf(stage.page);
      await dialog.getByText('Incoming webhook').click();
      await dialog.getByLabel('Name').fill('On-call room');
      await dialog.getByLabel('Webhook URL').fill('https://hooks.slack.com/services/sample');
      await verify(stage.page);
      await dialog.getByRole('button', { name: 'Save as unverified' }).waitFor();
    },
  },
  {
    name: 'edit',
    go: async ({ page, open }) => {
      await open(`credentials/${replica}`);
      await page.getByRole('button', { name: 'Edit' }).click();
      await dialogOf(page)
        .getByRole('button', { name: /^Replace/ })
        .waitFor();
    },
  },
];

const importScenes: readonly Scene[] = [
  { name: 'import-upload', go: (stage) => openImport(stage) },
  {
    name: 'import-unlock',
    go: async (stage) => {
      await openImport(stage);
      await choose(stage.page, stage.sample.files.several);
      await dialogOf(stage.page).getByLabel('Passphrase').waitFor();
    },
  },
  {
    name: 'import-review',
    go: async (stage) => {
      await review(stage, stage.sample.files.several);
      await override(stage.page);
    },
  },
  {
    name: 'conflict-one',
    go: async (stage) => {
      await review(stage, stage.sample.files.one);
      await dialogOf(stage.page).getByText('already exists').waitFor();
    },
  },
  {
    name: 'conflict-many',
    go: async (stage) => {
      await review(stage, stage.sample.files.several);
      await override(stage.page);
      await dialogOf(stage.page).getByRole('button', { name: 'Choose for all conflicts' }).click();
      await dialogOf(stage.page).getByText('already exist').waitFor();
    },
  },
  { name: 'import-refused-flow', go: (stage) => refused(stage, stage.sample.files.flow) },
  { name: 'import-refused-damaged', go: (stage) => refused(stage, stage.sample.files.damaged) },
  {
    name: 'import-result',
    go: async (stage) => {
      const { page, sample } = stage;
      await visit(page, `${world().origin}/${sample.empty.tenant}/${sample.empty.workspace}/credentials`);
      await unlock(page, sample.files.several);
      await dialogOf(page).getByRole('button', { name: 'Create', exact: true }).click();
      await dialogOf(page).getByText('Checked:').waitFor();
    },
  },
];

const otherScenes: readonly Scene[] = [
  {
    name: 'export',
    go: async (stage) => {
      await chooseMore(stage, replica, 'Export');
      await dialogOf(stage.page).getByLabel('Passphrase', { exact: true }).waitFor();
    },
  },
  {
    name: 'delete-refused',
    go: async (stage) => {
      await chooseMore(stage, replica, 'Delete');
      await dialogOf(stage.page)
        .getByRole('button', { name: /^Delete/ })
        .click();
      await dialogOf(stage.page).getByText('is in use').waitFor();
    },
  },
  {
    name: 'delete',
    go: (stage) => chooseMore(stage, `postgres/${sampleId('pg-orders-staging')}`, 'Delete'),
  },
  {
    name: 'jump',
    go: async ({ page, open }) => {
      await open('credentials');
      await page.getByRole('button', { name: /Search or jump to/ }).click();
      await dialogOf(page).getByRole('combobox').fill('orders');
      await dialogOf(page)
        .getByRole('option', { name: /Orders read replica/ })
        .waitFor();
    },
  },
  {
    name: 'keys',
    go: async ({ page, open }) => {
      await open('credentials/postgres');
      await listening(page);
      await page.keyboard.press('?');
      await dialogOf(page).waitFor();
    },
  },
  {
    name: 'invite',
    go: async ({ page, open }) => {
      await open('settings/members');
      await page.getByRole('button', { name: 'Invite' }).click();
      await dialogOf(page).getByLabel('E-mail').fill('noor.haddad@northwind.example');
    },
  },
  {
    name: 'invite-link',
    go: async ({ page, open }) => {
      await open('settings/members');
      await page.getByRole('button', { name: 'Invite' }).click();
      await dialogOf(page).getByLabel('E-mail').fill('noor.haddad@northwind.example');
      await dialogOf(page).getByRole('button', { name: 'Make the link' }).click();
      await dialogOf(page).getByText('Send this link').waitFor();
    },
  },
  {
    name: 'sign-in-again',
    go: async (stage) => {
      await openForm(stage, 'github');
      await transact(async (tx) => {
        await tx.delete(sessions).where(eq(sessions.userId, stage.sample.owner.user.userId));
      });
      await fillGithub(stage.page);
      await stage.page.getByText('Sign in to go on').waitFor();
    },
  },
];

const asDialog = (scene: Scene): Scene => ({ ...scene, isDialog: true });

/** Every page and every dialog, with the way to it. What changes the workspace comes last. */
export const scenes: readonly Scene[] = [
  ...pages,
  ...importHistoryPages,
  ...largeImportPages,
  ...exportPages,
  ...keyPages,
  ...apiKeyPages,
  ...liveImportPages,
  ...freshnessPages,
  ...oauthAppPages,
  ...webhookPages,
  ...[
    ...createScenes,
    ...importHistoryScenes,
    ...largeImportScenes,
    ...importScenes,
    ...exportScenes,
    ...otherScenes,
    ...keyScenes,
    ...apiKeyScenes,
    ...liveImportScenes,
    ...oauthAppScenes,
    ...webhookScenes,
    ...flowScenes,
    ...connectScenes,
    ...vaultScenes,
  ].map(asDialog),
  ...connectPages,
  ...vaultPages,
];
