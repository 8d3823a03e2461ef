import type { SavedDto, VerificationDto } from '#lib/credentials/schema.ts';
import type { ActionResult } from '#lib/result.ts';
import { act } from './doors.ts';
import { goodTokens } from './fakes/good-tokens.ts';
import type { Person, Place } from './people.ts';
import { world } from './world.ts';

/** A person waits for it. */
export const checkMsMax = 12_000;

export interface Tried {
  readonly result: ActionResult<SavedDto>;
  readonly ms: number;
}

export interface Given {
  readonly component: string;
  readonly authType: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly secret: Readonly<Record<string, string>>;
}

/** Creates a credential as the form does, dry run and all. */
export async function create(owner: Person, place: Place, given: Given): Promise<Tried> {
  const startedAt = performance.now();
  const rest = { name: `Try ${startedAt}`, environment: 'production', expiresAt: null, acceptUntested: false };
  const result = await act<SavedDto>('createCredential', place, { ...rest, ...given }, owner.cookie);
  return { result, ms: performance.now() - startedAt };
}

/** For the REST app; left alone, what its fake accepts. */
export const bearer = (baseUrl: string, token: string = goodTokens.rest, testPath = '/v1/me'): Given => ({
  component: 'rest',
  authType: 'bearer',
  settings: { baseUrl, testPath },
  secret: { token },
});

export const api = 'https://api.example-saas.com';

/** For PostgreSQL; left alone, the real one of this world. */
export const database = (
  change: Partial<Record<'host' | 'port' | 'database' | 'user' | 'password', string | number>>,
): Given => {
  const { host, port, user, password } = world().postgres;
  const { password: given, ...settings } = { host, port, user, password, database: 'postgres', ...change };
  return {
    component: 'postgres',
    authType: 'database',
    settings: { ...settings, sslmode: 'disable' },
    secret: { password: String(given) },
  };
};

/** Why it was not kept: by the dry run, or by the form before there was one. */
export function refusalOf({ result }: Tried): { code: string; message: string; fix: string } {
  if (result.ok) throw new Error('It was kept.');
  if (result.code !== 'VERIFICATION_FAILED') return { code: result.code, message: result.message, fix: '' };
  const { code, message, fix } = result.detail as Partial<Record<keyof VerificationDto, string>>;
  return { code: code ?? '', message: message ?? '', fix: fix ?? '' };
}
