import type { Field } from './field-schema.ts';
import { iconOf, type IconShape } from './icons.ts';
import { loginNames, pastedNames } from './managed-fields.ts';
import type { GrantType } from './oauth-schema.ts';
import { filledNames, type AuthMethod, type AuthType, type Manifest } from './schema.ts';

/** What a browser needs to ask for a credential. Plain JSON; nothing about how it is checked, never a secret. */
export interface AppForm {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly description: string | null;
  readonly helpUrl: string | null;
  readonly icon: IconShape;
  readonly authMethods: readonly AppFormMethod[];
}

export interface AppFormMethod {
  readonly type: AuthType;
  readonly label: string;
  /** What a person fills in; of `oauth2` without what the product fills in itself. */
  readonly fields: readonly AppFormField[];
  /** Of `oauth2` alone. */
  readonly oauth: AppFormOauth | null;
  /** Why a dry run is not possible with this method at all; null when it is. */
  readonly notTestable: string | null;
}

/** How one comes to tokens. No endpoint of the provider but those an OAuth app is asked for. */
export interface AppFormOauth {
  readonly grants: readonly GrantType[];
  /** Beside client id and secret. */
  readonly appFields: readonly AppFormField[];
  readonly scopes: { readonly default: readonly string[]; readonly required: readonly string[] };
  /** Names of fields that the provider says when one connects: they are asked for only where tokens are pasted. */
  readonly filled: readonly string[];
  /** Filled in where tokens exist already: access token, refresh token, when it ends. */
  readonly pasted: readonly AppFormField[];
  /** Filled in for the password grant. */
  readonly login: readonly AppFormField[];
  /** The provider can be asked to take a grant back, always or where an OAuth app names the address for it. */
  readonly canRevoke: boolean;
  /** Endpoints can be read from an issuer. */
  readonly canDiscover: boolean;
  /** Where an OAuth app is made. */
  readonly helpUrl: string | null;
  readonly redirectHint: string | null;
}

export interface AppFormField {
  readonly name: string;
  readonly label: string;
  readonly kind: Field['kind'];
  readonly secret: boolean;
  /** False also when an empty value is read from another field. */
  readonly required: boolean;
  readonly defaultValue: string;
  readonly placeholder: string | null;
  readonly hint: string | null;
  readonly help: { readonly text: string; readonly url: string | null } | null;
  readonly options: readonly { readonly value: string; readonly label: string }[] | null;
  /** The field before this one that shares its row. */
  readonly pairWith: string | null;
  /** Source of a regular expression, to be used with the flag `u` on the trimmed value. */
  readonly pattern: { readonly source: string; readonly message: string } | null;
  readonly charactersMax: number;
  readonly when: { readonly field: string; readonly is: readonly string[] } | null;
}

export function formOf(component: Manifest): AppForm {
  return {
    id: component.id,
    name: component.name,
    category: component.category,
    description: component.description ?? null,
    helpUrl: component.helpUrl ?? null,
    icon: iconOf(component),
    authMethods: component.authMethods.map(methodOf),
  };
}

function methodOf(method: AuthMethod): AppFormMethod {
  const derived = new Set(method.derive.map((one) => one.field));
  return {
    type: method.type,
    label: method.label,
    fields: method.fields.filter((one) => !one.managed).map((field) => fieldOf(field, derived.has(field.name))),
    oauth: oauthOf(method),
    notTestable: method.verify.kind === 'none' ? method.verify.reason : null,
  };
}

function oauthOf(method: AuthMethod): AppFormOauth | null {
  const { oauth, fields } = method;
  if (!oauth) return null;
  const managed = (names: readonly string[]) =>
    fields.filter((one) => one.managed && names.includes(one.name)).map((field) => fieldOf(field, false));
  return {
    grants: [...oauth.grants],
    appFields: oauth.appFields.map((field) => fieldOf(field, false)),
    scopes: { default: [...oauth.scopes.default], required: [...oauth.scopes.required] },
    filled: [...filledNames(method)],
    pasted: managed(pastedNames),
    login: managed(loginNames),
    canRevoke: oauth.revocationUrl !== undefined,
    canDiscover: oauth.appFields.some((one) => one.name === 'issuer'),
    helpUrl: oauth.helpUrl ?? null,
    redirectHint: oauth.redirectHint ?? null,
  };
}

function fieldOf(field: Field, isDerived: boolean): AppFormField {
  const { pattern, patternMessage } = field;
  return {
    name: field.name,
    label: field.label,
    kind: field.kind,
    secret: field.secret,
    required: field.required && !isDerived,
    defaultValue: field.default === undefined ? '' : String(field.default),
    placeholder: field.placeholder ?? null,
    hint: field.hint ?? null,
    help: field.help ? { text: field.help.text, url: field.help.url ?? null } : null,
    options: field.options?.map(({ value, label }) => ({ value, label })) ?? null,
    pairWith: field.pairWith ?? null,
    pattern: pattern && patternMessage ? { source: pattern, message: patternMessage } : null,
    charactersMax: field.charactersMax,
    when: field.when ? { field: field.when.field, is: [...field.when.is] } : null,
  };
}
