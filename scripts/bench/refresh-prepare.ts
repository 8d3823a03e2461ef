/** A database whose credentials are all due at one provider: `refresh-prepare.ts <folder> <items> <issuer>`. */
import { writeFileSync } from 'node:fs';
import { close, transact } from '#db/client.ts';
import { grants } from '#db/schema/oauth.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, connect } from '#lib/grants/testing.ts';
import { keyring } from '#lib/keys/queries.ts';
import { issuerFileOf, ownFolder, writeSetup } from './setup.ts';

const folder = ownFolder();
const [, , , count, issuer = ''] = process.argv;
const items = Number(count);
const place = {
  issuer,
  authorizationUrl: `${issuer}/authorize`,
  tokenUrl: `${issuer}/token`,
  revocationUrl: `${issuer}/revoke`,
  clients: { web: 'bench', public: 'bench' },
  behaviour: { clientSecret: 'secret of the benchmark' },
};

const ctx = await testWorkspace();
const dataKey = await (await keyring()).current(ctx.tenantId);
await addApp(ctx, place);
for (let made = 0; made < items; made += 1)
  await connect(ctx, place, { accessToken: `access ${made}`, refreshToken: `refresh ${made}` });
await transact(async (tx) => {
  await tx.update(grants).set({ refreshDueAt: 1 });
});
await close();
writeFileSync(issuerFileOf(folder), issuer);
writeSetup(folder, {
  ctx,
  items,
  dataKey: { keyId: dataKey.keyId, bytes: dataKey.bytes.toString('hex') },
  fileKey: '',
  bystanderId: '',
});
