import { sampleId } from './sample.ts';
import { visit } from './scene-steps.ts';
import type { Scene } from './scenes.ts';
import { world } from './world.ts';

/** Tokens and how they are kept alive. */
export const freshnessPages: readonly Scene[] = [
  {
    name: 'freshness',
    go: async ({ page, open }) => {
      await open('freshness');
      await page.getByRole('region', { name: 'Retrying' }).waitFor();
    },
  },
  {
    name: 'freshness-empty',
    go: ({ page, sample }) =>
      visit(page, `${world().origin}/${sample.empty.tenant}/${sample.empty.workspace}/freshness`),
  },
  { name: 'detail-reconnect', go: ({ open }) => open(`credentials/google/${sampleId('google-sheets')}`) },
  { name: 'detail-retrying', go: ({ open }) => open(`credentials/oauth2/${sampleId('harbour-orders')}`) },
  { name: 'detail-stopped', go: ({ open }) => open(`credentials/oauth2/${sampleId('harbour-stock')}`) },
];
