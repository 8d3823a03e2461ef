import { sampleExportId } from './sample-exports.ts';
import { dialogOf, visit } from './scene-steps.ts';
import type { Scene } from './scenes.ts';
import { world } from './world.ts';

/** What left by file. */
export const exportPages: readonly Scene[] = [
  { name: 'exports', go: ({ open }) => open('exports') },
  {
    name: 'exports-empty',
    go: ({ page, sample }) => visit(page, `${world().origin}/${sample.empty.tenant}/${sample.empty.workspace}/exports`),
  },
  { name: 'export-one', go: ({ open }) => open(`exports/${sampleExportId('chosen')}`) },
  { name: 'export-left-out', go: ({ open }) => open(`exports/${sampleExportId('everything')}`) },
];

/** Of all that a list shows. */
export const exportScenes: readonly Scene[] = [
  {
    name: 'export-list',
    go: async ({ page, open }) => {
      await open('credentials/postgres');
      await page.getByRole('button', { name: 'Export all' }).click();
      await dialogOf(page).getByLabel('Passphrase', { exact: true }).waitFor();
    },
  },
];
