/** What tests need of the machine besides packages: a Chrome, MariaDB, Redis, and strace where there can be one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';

/** Chrome without what draws windows: the same engine, and journeys take a third less time. */
const leanPackage = 'chromium-headless-shell';
const lean = ['/usr/bin/chromium-headless-shell'];
const whole = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The Chrome that is named, or else the leanest one there is. */
export const findChrome = (
  named: string | undefined = process.env['CHROME_PATH'],
  isThere: (path: string) => boolean = existsSync,
): string | undefined => named || [...lean, ...whole].find((path) => isThere(path));

/** The Chrome to test with. Throws the line to run where there is none and it is not ours to install one. */
export function chromePath(): string {
  const named = process.env['CHROME_PATH'];
  if (named && !existsSync(named)) throw new Error(`CHROME_PATH names ${named}, and there is nothing.`);
  if (!named && mayInstall()) installChrome();
  const found = findChrome();
  if (found) return found;
  throw new Error(
    'The browser tests need Chrome or Chromium. Run: sudo apt-get install -y chromium, or set CHROME_PATH.',
  );
}

/** Where there is a whole one, the lean one is worth a minute of fetching it. */
function installChrome(): void {
  const found = findChrome('');
  if (found === undefined) return void (install(leanPackage) || install('chromium'));
  if (lean.includes(found)) return;
  if (fetchPackage(leanPackage, minuteMs)) unpack(leanPackage);
}

interface Program {
  readonly places: readonly string[];
  /** Debian packages that have it, the leanest first. */
  readonly packages: readonly string[];
}

const programs = {
  mariadbd: {
    places: ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd', '/opt/homebrew/bin/mariadbd'],
    packages: ['mariadb-server-core', 'mariadb-server'],
  },
  'mariadb-install-db': {
    places: [
      '/usr/bin/mariadb-install-db',
      '/usr/local/bin/mariadb-install-db',
      '/opt/homebrew/bin/mariadb-install-db',
    ],
    packages: ['mariadb-server-core', 'mariadb-server'],
  },
  /** What `mariadb-install-db` runs. */
  my_print_defaults: {
    places: ['/usr/bin/my_print_defaults', '/usr/local/bin/my_print_defaults', '/opt/homebrew/bin/my_print_defaults'],
    packages: ['mariadb-client-core', 'mariadb-server'],
  },
  'redis-server': {
    places: ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'],
    packages: ['redis-server'],
  },
} as const satisfies Record<string, Program>;

export type ProgramName = keyof typeof programs;

const foundPlace = (name: ProgramName): string | undefined => programs[name].places.find((path) => existsSync(path));

/** Where a server's program is. Throws the line to run where there is none. */
export function programPath(name: ProgramName): string {
  const found = foundPlace(name);
  if (found) return found;
  throw new Error(`The tests of drivers need ${name}. Run: sudo apt-get install -y ${programs[name].packages.at(-1)}`);
}

/** The servers that drivers are tested against, where they are not there and may be installed. */
export function prepareServers(): void {
  const names: readonly ProgramName[] = ['mariadbd', 'mariadb-install-db', 'my_print_defaults', 'redis-server'];
  for (const name of names)
    for (const one of programs[name].packages) if (!foundPlace(name) && mayInstall()) install(one);
}

/** Without strace one test is skipped. */
export function prepareStrace(): void {
  if (spawnSync('strace', ['-V'], { timeout: minuteMs }).status !== 0 && mayInstall()) install('strace');
}

/** Only where nobody sits in front of the machine, and nobody has to be asked. */
const mayInstall = (): boolean =>
  existsSync('/usr/bin/apt-get') && userInfo().uid === 0 && (Boolean(process.env['CI']) || !process.stdin.isTTY);

const minuteMs = 60_000;
const fetchMs = 10 * minuteMs;

/** Whether it is there now. */
const install = (name: string): boolean =>
  (fetchPackage(name) || (aptGet(['update'], fetchMs) && fetchPackage(name))) && unpack(name);

const fetchPackage = (name: string, limitMs = fetchMs): boolean =>
  aptGet(['install', '--download-only', name], limitMs);

/** What is fetched already. It is never cut short: a package that is half unpacked would be in the way of all others. */
const unpack = (name: string): boolean => aptGet(['install', '--no-download', name]);

function aptGet([verb = '', ...rest]: readonly string[], timeout?: number): boolean {
  const line = ['apt-get', verb, ...rest].join(' ');
  console.log(`${line} …`);
  // At run level 1 a package starts no service of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const ended = spawnSync('apt-get', [verb, '-y', '--no-install-recommends', ...rest], {
    env,
    timeout,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (ended.status === 0) return true;
  console.log(`${line}: ${ended.error?.message ?? ended.stderr.trim()}`);
  return false;
}
