/** A database and a file for one benchmark, made once and copied for every child: `prepare.ts <folder> <job> <items>`. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { close } from '#db/client.ts';
import { newFileKey } from '#lib/bson/file-key.ts';
import type { CredentialItem } from '#lib/bson/item.ts';
import { writeContainer } from '#lib/bson/write.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { wrapFileKey } from '#lib/exports/model.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { signingKeyOf } from '#lib/identities/queries.ts';
import { withPassword } from '#lib/imports/testing.ts';
import { keyring } from '#lib/keys/queries.ts';
import { platformVersion } from '#lib/version.ts';
import { sealWith } from '#lib/vault/seal.ts';
import { bindingOf, encodeSealed } from '#lib/versions/model.ts';
import { sampleItem, sampleItems } from './items.ts';
import { databaseOf, fileOf, ownFolder, writeSetup, type Setup } from './setup.ts';
import { credentialWriter, openDatabase } from './tables.ts';

const folder = ownFolder();
const [, , , job, count] = process.argv;
const items = Number(count);

const ctx = await withPassword(await testWorkspace());
const dataKey = await (await keyring()).current(ctx.tenantId);
const exportId = newId('exp');
const fileKey = await newFileKey({ kind: 'installation', wrap: wrapFileKey }, exportId);
const setup: Setup = {
  ctx,
  items,
  dataKey: { keyId: dataKey.keyId, bytes: dataKey.bytes.toString('hex') },
  fileKey: fileKey.bytes.toString('hex'),
  bystanderId: newId('crd'),
};
if (job === 'import') await writeFile(ctx);
await close();
insert(job === 'import' ? [] : sampleItems(items - 1));
writeSetup(folder, setup);

/** Sealed to this installation: no key is stretched, so that what is measured is the work on the items. */
async function writeFile(ctx: WorkspaceCtx): Promise<void> {
  const file = createWriteStream(fileOf(folder));
  const container = writeContainer({
    resourceType: 'credential',
    platformVersion,
    exportId,
    exportedAt: new Date(),
    origin: { tenantName: 'Contoso', workspaceName: 'Staging' },
    count: items,
    items: sampleItems(items),
    sealing: fileKey,
    signer: await signingKeyOf(ctx.tenantId),
  });
  for await (const document of container) if (!file.write(document)) await once(file, 'drain');
  file.end();
  await once(file, 'finish');
}

/** As the product would have stored them, and one more that belongs to the other writers. */
function insert(many: Iterable<CredentialItem>): void {
  const db = openDatabase(databaseOf(folder));
  const write = credentialWriter(db, setup);
  const add = (item: CredentialItem, id: string): void => {
    const { tenantId, workspaceId } = ctx;
    const { audience, version } = item;
    const binding = bindingOf({ tenantId, workspaceId, credentialId: id, number: version.number, audience });
    write({ ...item, id, sealed: sealWith(dataKey, binding, encodeSealed(item)) }, Date.now());
  };
  db.transaction(() => {
    add({ ...sampleItem(1, 'bystander'), name: 'Bystander' }, setup.bystanderId);
    for (const item of many) add(item, newId('crd'));
  })();
  db.close();
}
