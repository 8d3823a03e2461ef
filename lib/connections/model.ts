import type { AuthType, CredentialState, Settings } from '#db/schema/credentials.ts';
import type { grants } from '#db/schema/oauth.ts';
import { outerName } from '#lib/connectors/model.ts';
import { findForm } from '#lib/connectors/queries.ts';
import type { Connector, ConnectorForm } from '#lib/connectors/schema.ts';
import { nothingSaved, standingOf } from '#lib/standings/model.ts';
import type { ConnectionDto } from './schema.ts';

type Grant = Pick<
  typeof grants.$inferSelect,
  'grantType' | 'state' | 'appId' | 'isRefreshable' | 'accessExpiresAt' | 'failingSince' | 'failureClass' | 'eraseDueAt'
>;

/** A connection as it is read, without a secret. */
export interface ConnectionRow {
  readonly id: string;
  readonly consumer: string;
  readonly component: string;
  readonly authType: AuthType;
  readonly state: CredentialState;
  readonly settings: Settings | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly enabled: boolean | null;
  readonly metadata: Record<string, unknown> | null;
  readonly configuration: unknown[] | null;
  /** Null: it has no tokens. */
  readonly grant: Grant | null;
}

/** Who asks, and what their tenant has. */
export interface Seeing {
  readonly now: number;
  readonly consumer: string | null;
  /** Components with an OAuth app. */
  readonly ready: ReadonlySet<string>;
}

/** Null: the manifest of its component cannot be read, so nobody can say what it is. */
export function connectionDto(connector: Connector, row: ConnectionRow | null, seeing: Seeing): ConnectionDto | null {
  const settings = row?.settings ?? {};
  const form = findForm(connector.component, row?.authType ?? null, settings);
  if (!form) return null;
  const { state, health } = row ? standingOf(row, form, seeing.now) : nothingSaved;
  return {
    credentialId: row?.id ?? null,
    consumer: row?.consumer ?? seeing.consumer,
    connectionKey: connector.connectionKey,
    unifiedApi: connector.unifiedApi,
    serviceId: connector.serviceId,
    component: connector.component,
    state,
    health,
    enabled: row ? (row.enabled ?? true) : false,
    isReady: form.authType !== 'oauth2' || seeing.ready.has(connector.component),
    form,
    grantType: form.authType === 'oauth2' ? (row?.grant?.grantType ?? 'authorization_code') : null,
    settings: shownSettings(settings, form),
    metadata: row?.metadata ?? {},
    configuration: row?.configuration ?? [],
    erasedAt: row?.grant?.eraseDueAt ?? null,
    failingSince: row?.grant?.failingSince ?? null,
    createdAt: row?.createdAt ?? null,
    updatedAt: row?.updatedAt ?? null,
  };
}

/** What the form asks for, by its names; what a sign-in has brought is not among it. */
function shownSettings(settings: Settings, form: ConnectorForm): Settings {
  const asked = new Set(form.fields.filter((field) => !field.isSecret).map((field) => field.id));
  const named = Object.entries(settings).map(([name, value]) => [outerName(name), value] as const);
  return Object.fromEntries(named.filter(([name]) => asked.has(name)));
}
