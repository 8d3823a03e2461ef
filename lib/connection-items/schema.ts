import { z } from 'zod';
import { externalId } from '#lib/consumers/schema.ts';
import { storableText } from '#lib/names.ts';

/** So many are imported in one transaction. */
export const connectionsAtOnceMax = 200;

const open = (name: string) => z.record(z.string(), z.unknown(), `${name} has to be an object.`).nullish();

/**
 * A live connection of another system, as it comes in. What its members have to be depends on its service: that is read
 * item by item, so that one which does not fit is refused alone.
 */
export const connectionInput = z.object({
  consumer: externalId,
  unifiedApi: storableText(60),
  serviceId: storableText(60),
  /** Of OAuth: access_token, refresh_token, issued_at, expires_in. */
  credentials: open('credentials'),
  /** Fields of the service by their names, secret ones among them. */
  settings: open('settings'),
  /** Anything the sender wants to find again. */
  metadata: open('metadata'),
});
export type ConnectionInput = z.output<typeof connectionInput>;

/** What became of one. Nothing of a secret is in it. */
export interface ImportResult {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly consumer: string;
  readonly connectionKey: string;
  /** Null: refused. */
  readonly credentialId: string | null;
  /** Of a refusal. */
  readonly code: string | null;
  readonly message: string | null;
  /** What was read otherwise than it was sent, in words. */
  readonly warnings: readonly string[];
}
