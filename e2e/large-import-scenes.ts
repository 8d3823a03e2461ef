import { dialogOf, type Stage } from './scene-steps.ts';
import { sampleLargeId } from './sample-large-imports.ts';
import type { Scene } from './scenes.ts';

const at = (fileName: string) => `imports/${sampleLargeId(fileName)}`;

/** A large import in each of its states. */
export const largeImportPages: readonly Scene[] = [
  { name: 'plan-reading', go: ({ open }) => open(at('contoso-all.bson')) },
  { name: 'plan-ready', go: ({ open }) => open(at('stores-of-the-north.bson')) },
  { name: 'plan-conflicts', go: ({ open }) => open(`${at('stores-of-the-north.bson')}?show=conflict`) },
  {
    name: 'plan-lacks',
    go: async ({ page, open }) => {
      await open(at('stores-of-the-north.bson'));
      await page.getByRole('main').getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByText('conflicts first.').waitFor();
    },
  },
  { name: 'plan-failed', go: ({ open }) => open(at('cut-short.bson')) },
  { name: 'import-applying', go: ({ open }) => open(at('warehouse-keys.bson')) },
  { name: 'import-stopped', go: ({ open }) => open(at('partners-2025.bson')) },
  { name: 'import-undoing', go: ({ open }) => open(at('trial-accounts.bson')) },
  { name: 'import-partly-undone', go: ({ open }) => open(at('old-shop.bson')) },
];

const press = async ({ page, open }: Stage, fileName: string, name: string): Promise<void> => {
  await open(at(fileName));
  await page.getByRole('button', { name, exact: true }).click();
  await dialogOf(page).waitFor();
};

/** What it asks. */
export const largeImportScenes: readonly Scene[] = [
  {
    name: 'plan-compare',
    go: async ({ page, open }) => {
      await open(`${at('stores-of-the-north.bson')}?show=conflict`);
      await page.getByRole('button', { name: 'Compare Orders read replica' }).click();
      await dialogOf(page).waitFor();
    },
  },
  { name: 'plan-discard', go: (stage) => press(stage, 'stores-of-the-north.bson', 'Discard') },
  { name: 'import-stop', go: (stage) => press(stage, 'warehouse-keys.bson', 'Stop') },
];
