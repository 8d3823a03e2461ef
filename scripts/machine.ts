/** What tests need of the machine besides packages: a Chrome, and strace where there can be one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The Chrome to test with. Throws the line to run where there is none and it is not ours to install one. */
export function chromePath(): string {
  const named = process.env['CHROME_PATH'];
  if (named && !existsSync(named)) throw new Error(`CHROME_PATH names ${named}, and there is nothing.`);
  const found = named ?? usualPlaces.find((path) => existsSync(path));
  if (found) return found;
  if (mayInstall()) install('chromium');
  const installed = usualPlaces.find((path) => existsSync(path));
  if (installed) return installed;
  throw new Error(
    'The browser tests need Chrome or Chromium. Run: sudo apt-get install -y chromium, or set CHROME_PATH.',
  );
}

/** Without strace one test is skipped. */
export function prepareStrace(): void {
  if (spawnSync('strace', ['-V']).status !== 0 && mayInstall()) install('strace');
}

/** Only where nobody sits in front of the machine, and nobody has to be asked. */
const mayInstall = (): boolean =>
  existsSync('/usr/bin/apt-get') && userInfo().uid === 0 && (Boolean(process.env['CI']) || !process.stdin.isTTY);

function install(name: string): void {
  console.log(`Installing ${name} (apt-get) …`);
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  const get = () => spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], options).status;
  if (get() === 0) return;
  spawnSync('apt-get', ['update'], options);
  get();
}
