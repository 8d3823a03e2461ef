import type { AuthType } from '#lib/catalog/schema.ts';

/** Ways to sign in, by the names other software has for them. */
export const authTypeNames: Readonly<Record<AuthType, string>> = {
  api_key: 'apiKey',
  bearer: 'apiKey',
  basic: 'basic',
  database: 'basic',
  custom: 'custom',
  oauth2: 'oauth2',
};

/** The families of services as other software names them. A connection is of one of them and of a service. */
export const unifiedApis = [
  'accounting',
  'ats',
  'calendar',
  'crm',
  'csp',
  'customer-support',
  'data-warehouse',
  'ecommerce',
  'email',
  'email-marketing',
  'expense-management',
  'file-storage',
  'form',
  'hris',
  'issue-tracking',
  'lead',
  'payroll',
  'pos',
  'procurement',
  'project-management',
  'script',
  'sms',
  'spreadsheet',
  'subscription-analytics',
  'team-messaging',
  'time-registration',
  'transactional-email',
  'vault',
] as const;
export type UnifiedApi = (typeof unifiedApis)[number];

/** A service of a family, and the component of ours that it is. */
export interface Connector {
  readonly unifiedApi: UnifiedApi;
  /** As it is spelled in addresses; small letters. */
  readonly serviceId: string;
  /** `crm+salesforce`. */
  readonly connectionKey: string;
  readonly component: string;
}

/** A field of a connector's form. A secret one never has a value. */
export interface ConnectorField {
  /** In small letters with underscores: `api_key`. */
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  readonly placeholder: string | null;
  readonly hint: string | null;
  readonly options: readonly { readonly value: string; readonly label: string }[] | null;
  /** Null: none is saved, or it is a secret. */
  readonly value: string | number | boolean | null;
}

/** What there is to know of a connector before anybody has connected it, or of the way it was connected. */
export interface ConnectorForm {
  readonly name: string;
  readonly description: string | null;
  readonly website: string | null;
  readonly authType: AuthType;
  readonly fields: readonly ConnectorField[];
}
