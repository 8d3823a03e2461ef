import { sampleLiveId } from './sample-live-imports.ts';
import { dialogOf } from './scene-steps.ts';
import type { Scene } from './scenes.ts';

const at = (fileName: string) => `consumers/import/${sampleLiveId(fileName)}`;

/** Files of live connections, on their way in and after. */
export const liveImportPages: readonly Scene[] = [
  { name: 'connections-import', go: ({ open }) => open('consumers/import') },
  { name: 'connections-importing', go: ({ open }) => open(at('accounts-of-the-north.jsonl')) },
  { name: 'connections-imported', go: ({ open }) => open(at('crm-tokens.jsonl')) },
  { name: 'connections-refused', go: ({ open }) => open(`${at('crm-tokens.jsonl')}?outcome=refused`) },
  { name: 'connections-stopped', go: ({ open }) => open(at('old-portal.jsonl')) },
];

export const liveImportScenes: readonly Scene[] = [
  {
    name: 'connections-stop',
    go: async ({ page, open }) => {
      await open(at('accounts-of-the-north.jsonl'));
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await dialogOf(page).waitFor();
    },
  },
];
