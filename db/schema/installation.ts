import { bin, ms, str, table } from '../columns.ts';

/** One row: what makes this database ours. */
export const installation = table('installation', {
  id: str('id').primaryKey(),
  createdAt: ms('created_at').notNull(),
  /** Opens only under the root key this database was made with. */
  keyCheck: bin('key_check').notNull(),
  signingPublicKey: bin('signing_public_key').notNull(),
  /** Wrapped by the root key. */
  signingPrivateKey: bin('signing_private_key').notNull(),
  setupTokenHash: str('setup_token_hash'),
  setupExpiresAt: ms('setup_expires_at'),
  setupDoneAt: ms('setup_done_at'),
});
