/** A way to sign in at a component, as clients of Tray know it: the auth method, and for OAuth through which app. */
export interface EnvironmentDto {
  /** A UUID, the same one as long as what it names is here. */
  readonly id: string;
  readonly title: string;
  readonly component: string;
  readonly authenticationType: 'token' | 'oauth2';
  /** JSON Schema of what is public, and of what is sealed. */
  readonly userDataSchema: Readonly<Record<string, unknown>>;
  readonly credentialsSchema: Readonly<Record<string, unknown>>;
  readonly scopes: readonly { readonly scope: string; readonly description: string }[];
}

/** The component's number in answers: the catalogue knows one version of each. */
export const serviceVersion = 1;

export type Values = Readonly<Record<string, unknown>>;
