/** An import without the product: what must be done to the bytes and to the disk, and nothing else. */
import { createPublicKey, createSecretKey, hash, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deserialize } from 'bson';
import type { CredentialItem } from '#lib/bson/item.ts';
import { frameBinding, lengthPrefixed, openBox, seal, versionBinding } from './box.ts';
import { measured } from './measure.ts';
import { databaseOf, fileOf, ownFolder, readSetup } from './setup.ts';
import { auditWriter, credentialWriter, openDatabase, type NewCredential } from './tables.ts';

const rowsPerTransaction = 200;
const asBuffers = { promoteBuffers: true };

const folder = ownFolder();
const setup = readSetup(folder);
const file = readFileSync(fileOf(folder));
const db = openDatabase(databaseOf(folder));

function documentsOf(bytes: Buffer): Buffer[] {
  const documents: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readInt32LE(at))
    documents.push(bytes.subarray(at, at + bytes.readInt32LE(at)));
  return documents;
}

function checkSignature(bytes: Buffer, documents: readonly Buffer[], publicKey: Buffer): void {
  const footerBytes = documents.at(-1) ?? Buffer.alloc(0);
  const footer = deserialize(footerBytes, asBuffers);
  const count = Buffer.alloc(4);
  count.writeUInt32BE(documents.length - 3);
  const body = hash('sha256', bytes.subarray(0, bytes.length - footerBytes.length), 'buffer');
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const signed = lengthPrefixed(['keyhaven container 1', body, count]);
  if (!verify(null, signed, key, footer['signature'] as Buffer)) throw new Error('The signature does not match.');
}

function run(): void {
  const documents = documentsOf(file);
  const [headerBytes = Buffer.alloc(0), , ...frames] = documents.slice(0, -1);
  checkSignature(file, documents, deserialize(headerBytes, asBuffers)['signer'].publicKey as Buffer);
  const headerHash = hash('sha256', headerBytes, 'buffer');
  const fileKey = createSecretKey(setup.fileKey, 'hex');
  const dataKey = createSecretKey(setup.dataKey.bytes, 'hex');
  const writeCredential = credentialWriter(db, setup);
  const writeAudit = auditWriter(db, setup, 'credential.imported');

  const read = (bytes: Buffer): NewCredential => {
    const { i, last, box } = deserialize(bytes, asBuffers) as { i: number; last: boolean; box: Buffer };
    const plain = openBox(fileKey, frameBinding(headerHash, i, last), box);
    const item = deserialize(plain, asBuffers) as CredentialItem;
    const id = `crd_${String(i).padStart(10, '0')}`;
    const place = { tenantId: setup.ctx.tenantId, workspaceId: setup.ctx.workspaceId, credentialId: id };
    const binding = versionBinding({ ...place, number: item.version.number, audience: item.audience });
    const sealed = seal(
      dataKey,
      binding,
      Buffer.from(JSON.stringify({ secret: item.secret, settings: item.settings })),
    );
    return { ...item, id, sealed };
  };
  const store = db.transaction((credentials: readonly NewCredential[]) => {
    const now = Date.now();
    for (const one of credentials) {
      writeCredential(one, now);
      writeAudit(one, now);
    }
  });
  for (let at = 0; at < frames.length; at += rowsPerTransaction)
    store.immediate(frames.slice(at, at + rowsPerTransaction).map(read));
}

await measured(async () => run());

const stored = db.prepare<[], number>(`select count(*) from credential_versions where reason = 'imported'`).pluck();
if (stored.get() !== setup.items + 1) throw new Error(`${String(stored.get())} were stored.`);
db.close();
