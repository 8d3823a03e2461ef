import type { AttemptRow, DeliveryState } from '#lib/delivery-log/schema.ts';

/** Of what was sent in Apideck's form; each part may be missing. */
export interface SentFilter {
  /** As the tenant's product calls them; of a credential without a consumer, its identifier. */
  readonly consumer?: string | undefined;
  readonly component?: string | undefined;
  readonly type?: string | undefined;
  /** When it was told, epoch milliseconds, both ends included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly isDelivered?: boolean | undefined;
  /** What the last try was answered. */
  readonly statuses?: readonly number[] | undefined;
  readonly attempts?: number | undefined;
  /** Id of the last row seen. */
  readonly after: string | null;
  readonly limit: number;
}

export interface SentRow {
  readonly id: string;
  readonly type: string;
  readonly url: string;
  readonly state: DeliveryState;
  readonly status: number | null;
  /** Null of a message that is about no credential. */
  readonly about: {
    readonly consumer: string;
    readonly unifiedApi: string;
    readonly serviceId: string;
    readonly name: string;
  } | null;
  /** What the last try sent. */
  readonly body: string;
  /** The first one first. */
  readonly tries: readonly AttemptRow[];
}

export interface SentPage {
  readonly rows: readonly SentRow[];
  readonly next: string | null;
}
