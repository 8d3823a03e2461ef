import type { RawDraft } from '#lib/credentials/model.ts';
import { lighthouseId } from './lighthouse-manifest.ts';
import type { PersonKey } from './people.ts';

export type PlaceKey = 'operations' | 'staging' | 'integrations';

/** A credential that has been there for a while. */
export interface PastCredential extends RawDraft {
  readonly place: PlaceKey;
  readonly identifier: string;
  readonly name: string;
  readonly environment: string;
  readonly by: PersonKey;
  readonly state: 'passed' | 'failed' | 'not_testable' | 'unverified';
  /** Of a failure: its code, what went wrong, what to do. */
  readonly trouble?: readonly [code: string, message: string, fix: string];
  readonly account?: string;
  readonly createdDaysAgo: number;
  readonly replacedDaysAgo?: readonly number[];
  readonly expiresInDays?: number;
  /** How often it was checked up to yesterday, how far apart, and which of them failed; 0 is the last. */
  readonly checks: { readonly count: number; readonly everyHours?: number; readonly failed?: readonly number[] };
  /** What happens to it while the demo is made: a dry run, after its seal was broken or not. */
  readonly today?: 'check' | 'break and check';
  readonly deletedDaysAgo?: number;
}

/** Where it is, the list it stands in says. */
export type Placed = Omit<PastCredential, 'place'>;

export const month = { count: 30 };

/** Its dry runs reach a real server: what they answer is not made up. */
export const lighthouse = (
  origin: string,
  { key, workspace }: { readonly key: string; readonly workspace: string },
) => ({
  component: lighthouseId,
  authType: 'api_key' as const,
  settings: { baseUrl: origin },
  secret: { apiKey: key },
  state: 'passed' as const,
  account: workspace,
  today: 'check' as const,
});
export const database = (change: Record<string, string>) => ({
  component: 'postgres',
  authType: 'database' as const,
  settings: { host: 'db.northwind.example', port: 5432, sslmode: 'verify-full', ...change },
  secret: { password: 'demo only' },
});
export const bearer = (component: string) => ({
  component,
  authType: 'bearer' as const,
  settings: {},
  secret: { token: 'demo-only' },
});
export const apiKey = (component: string, settings: Record<string, string> = {}) => ({
  component,
  authType: 'api_key' as const,
  settings,
  secret: { apiKey: 'demo-only-us21' },
});
export const rest = (baseUrl: string) => ({ ...bearer('rest'), settings: { baseUrl, testPath: '/v1/me' } });
