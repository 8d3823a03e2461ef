import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { env } from '#lib/env.ts';
import { CliError, exits } from './exit.ts';

/** Which installation, and as whom. The key is in a file that only its owner reads, or in the environment; never in argv. */
const profile = z.object({ url: z.url({ protocol: /^https?$/ }), key: z.string().min(1) });
export type Profile = z.output<typeof profile>;

export const profileFile = (): string => join(env.cliDir, 'profile.json');

export const defaultUrl = 'http://localhost:3001';

/** @throws CliError when nobody has signed in, or the address is not one that a key is sent to */
export function readProfile(): Profile {
  const { url, key } = chosen();
  return { url: checkedUrl(url), key };
}

function chosen(): Profile {
  const { cliUrl: url, cliKey: key } = env;
  if (url && key) return { url, key };
  const kept = findProfile();
  // A kept key is for the address it was kept with, and goes to no other.
  if (kept && !key && (!url || url === kept.url)) return kept;
  throw new CliError(
    exits.signIn,
    'NOT_SIGNED_IN',
    'Sign in first: keyhaven login. Or set KEYHAVEN_URL and KEYHAVEN_KEY.',
  );
}

/** A key in clear over a network is a key given away. */
export function checkedUrl(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password)
    throw new CliError(
      exits.usage,
      'URL_INVALID',
      `${typed} is not an address such as https://keyhaven.example.com:3001.`,
    );
  if (url.protocol === 'http:' && !isHere(url.hostname))
    throw new CliError(exits.usage, 'URL_INSECURE', 'Beyond this machine the key would travel in clear: use https.');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** A name may begin as an address does. */
const isHere = (host: string): boolean =>
  ['localhost', '[::1]'].includes(host) || (isIPv4(host) && host.startsWith('127.'));

export function findProfile(): Profile | null {
  let text: string;
  try {
    text = readFileSync(profileFile(), 'utf8');
  } catch {
    return null;
  }
  const parsed = profile.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new CliError(
    exits.signIn,
    'PROFILE_DAMAGED',
    `${profileFile()} cannot be read. Sign in again: keyhaven login.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whole or not at all, and readable by its owner alone before a byte of the key is in it. */
export function writeProfile(kept: Profile): void {
  const file = profileFile();
  const fresh = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(fresh, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}

export const removeProfile = (): void => rmSync(profileFile(), { force: true });
