import type { ConnectionHealth, ConnectionState } from '#db/schema/connections.ts';
import type { GrantType } from '#db/schema/oauth.ts';
import type { ConnectorForm } from '#lib/connectors/schema.ts';

export { connectionInput, connectionsAtOnceMax } from '#lib/connection-items/schema.ts';
export type { ConnectionInput, ImportResult } from '#lib/connection-items/schema.ts';
export type { ConnectionChange, RefuseChange } from '#lib/connection-plans/schema.ts';

/** A connector, and what a consumer has of it. Nothing of it is secret. */
export interface ConnectionDto {
  /** Null: nothing is saved of it. */
  readonly credentialId: string | null;
  readonly consumer: string | null;
  readonly connectionKey: string;
  readonly unifiedApi: string;
  readonly serviceId: string;
  readonly component: string;
  readonly state: ConnectionState;
  /** Null: nothing is saved of it. */
  readonly health: ConnectionHealth | null;
  readonly enabled: boolean;
  /** False: it signs in through an OAuth app, and there is none here. */
  readonly isReady: boolean;
  readonly form: ConnectorForm;
  readonly grantType: GrantType | null;
  /** By the names of the form. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly configuration: readonly unknown[];
  /** Its tokens have ended; when they are taken out. Epoch milliseconds, as all times. */
  readonly erasedAt: number | null;
  /** Since when no refresh has worked. */
  readonly failingSince: number | null;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
}

/** Which connection of whom. */
export interface ConnectionPlace {
  readonly consumer: string;
  readonly unifiedApi: string;
  readonly serviceId: string;
}
