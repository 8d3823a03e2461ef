import type { ConnectionInput } from '#lib/connection-items/schema.ts';

/** What is sent of a connection, or what is to be changed of one. */
export interface ConnectionChange extends ConnectionInput {
  /** Switched on or off. Undefined: it stays. */
  readonly enabled?: boolean | undefined;
  readonly configuration?: readonly unknown[] | undefined;
}

/** Throws where what is here may not be changed so by whoever asks. */
export type RefuseChange = (current: { readonly enabled: boolean }) => void;
