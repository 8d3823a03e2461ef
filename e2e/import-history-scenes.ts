import { eq, sql } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { sampleId } from './sample.ts';
import { sampleImportId } from './sample-imports.ts';
import { dialogOf, visit, type Stage } from './scene-steps.ts';
import type { Scene } from './scenes.ts';
import { world } from './world.ts';

const undoable = `imports/${sampleImportId('northwind-staging.bson')}`;

/** What came in by file. */
export const importHistoryPages: readonly Scene[] = [
  { name: 'imports', go: ({ open }) => open('imports') },
  {
    name: 'imports-empty',
    go: ({ page, sample }) => visit(page, `${world().origin}/${sample.empty.tenant}/${sample.empty.workspace}/imports`),
  },
  { name: 'import-one', go: ({ open }) => open(undoable) },
  { name: 'import-in-use', go: ({ open }) => open(`imports/${sampleImportId('handover-from-contoso.bson')}`) },
  { name: 'import-undone', go: ({ open }) => open(`imports/${sampleImportId('keys of the old tool.bson')}`) },
];

async function ask({ page, open }: Stage): Promise<void> {
  await open(undoable);
  await page.getByRole('button', { name: 'Undo this import' }).click();
  await dialogOf(page).getByText('to Trash for 30 days').waitFor();
}

const revise = (by: number): Promise<void> =>
  transact(async (tx) => {
    await tx
      .update(credentials)
      .set({ revision: sql<number>`${credentials.revision} + ${by}` })
      .where(eq(credentials.id, sampleId('pg-orders-replica')));
  });

/** Taking it back. */
export const importHistoryScenes: readonly Scene[] = [
  { name: 'import-undo', go: ask },
  {
    name: 'import-undo-refused',
    go: async (stage) => {
      await ask(stage);
      // Somebody changes one of them meanwhile.
      await revise(1);
      await dialogOf(stage.page).getByRole('button', { name: 'Undo this import' }).click();
      await dialogOf(stage.page).getByRole('alert').waitFor();
      await revise(-1);
    },
  },
];
