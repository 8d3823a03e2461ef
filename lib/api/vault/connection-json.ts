import type { ConnectionDto } from '#lib/connections/schema.ts';
import { authTypeNames, type ConnectorField } from '#lib/connectors/schema.ts';
import { picturesOf } from '#lib/pictures/queries.ts';

const fieldTypes: Readonly<Record<string, string>> = {
  secret: 'password',
  number: 'number',
  port: 'number',
  select: 'select',
  url: 'url',
  multiline: 'textarea',
};

/** What is known of a connection beside itself. */
export interface Links {
  readonly authorizeUrl: string | null;
  readonly revokeUrl: string | null;
  /** Its sign-in waits to be confirmed. */
  readonly isPending: boolean;
}

/** A connection as its clients read it. Times are numbers here; a secret field has no value. */
export const connectionJson = (dto: ConnectionDto, { authorizeUrl, revokeUrl, isPending }: Links) => ({
  id: dto.connectionKey,
  service_id: dto.serviceId,
  unified_api: dto.unifiedApi,
  name: dto.form.name,
  ...(dto.form.description !== null && { tag_line: dto.form.description }),
  ...(dto.form.website !== null && { website: dto.form.website }),
  ...picturesOf(dto.component),
  ...(dto.consumer !== null && { consumer_id: dto.consumer }),
  auth_type: authTypeNames[dto.form.authType],
  ...(dto.grantType !== null && { oauth_grant_type: dto.grantType }),
  status: 'live',
  enabled: dto.enabled,
  ...standingOf(dto, isPending),
  integration_state: dto.isReady ? 'configured' : 'needs_configuration',
  authorize_url: authorizeUrl,
  revoke_url: revokeUrl,
  settings: dto.settings,
  metadata: dto.metadata,
  form_fields: dto.form.fields.map(fieldJson),
  configuration: dto.configuration,
  configurable_resources: [],
  resource_schema_support: [],
  resource_settings_support: [],
  validation_support: true,
  schema_support: false,
  has_guide: false,
  settings_required_for_authorization: settingsBefore(dto),
  subscriptions: [],
  custom_mappings: [],
  consents: [],
  consent_state: 'implicit',
  /** 0: none. */
  credentials_expire_at: dto.erasedAt ?? 0,
  last_refresh_failed_at: dto.failingSince ?? 0,
  created_at: dto.createdAt ?? 0,
  updated_at: dto.updatedAt,
});

/** Tokens that nobody has confirmed are there, and may not be used. */
function standingOf({ state, health }: ConnectionDto, isPending: boolean) {
  const isWaiting = isPending && state !== 'callable' && health !== 'missing_settings';
  if (isWaiting) return { state: 'authorized', health: 'pending_confirmation' };
  return { state, ...(health !== null && { health }) };
}

/** What has to be known before a browser is sent to the provider. */
const settingsBefore = ({ form }: ConnectionDto): string[] =>
  form.authType === 'oauth2' ? form.fields.filter((field) => field.isRequired).map((field) => field.id) : [];

const fieldJson = (field: ConnectorField) => ({
  id: field.id,
  label: field.label,
  type: fieldTypes[field.kind] ?? 'text',
  required: field.isRequired,
  placeholder: field.placeholder,
  description: field.hint,
  custom_field: false,
  allow_custom_values: false,
  disabled: false,
  hidden: false,
  deprecated: false,
  sensitive: field.isSecret,
  ...(field.options && {
    options: field.options.map(({ value, label }) => ({ label, value, option_type: 'simple' })),
  }),
  ...(!field.isSecret && { value: field.value }),
});
