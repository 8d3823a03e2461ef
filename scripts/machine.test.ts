import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chromePath, findChrome, prepareStrace } from './machine.ts';

vi.mock('node:child_process', { spy: true });
vi.mock('node:fs', { spy: true });
vi.mock('node:os', { spy: true });

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetAllMocks();
});

const there =
  (...paths: readonly string[]) =>
  (path: string) =>
    paths.includes(path);

it('takes the Chrome that is named, or else the leanest of this machine', () => {
  const [lean, whole] = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
  expect(findChrome('/opt/mine', there(lean, whole))).toBe('/opt/mine');
  expect(findChrome('', there(lean, whole))).toBe(lean);
  expect(findChrome('', there(whole))).toBe(whole);
  expect(findChrome('', there('/usr/bin/firefox'))).toBeUndefined();
});

/** Nobody sits in front of it. Answers what apt-get is run with and how long that may take; `goes` says what goes well. */
function unattended(paths: readonly string[], goes: (line: string, times: number) => boolean) {
  const lines: [line: string, limitMs: number | undefined][] = [];
  vi.stubEnv('CI', 'true');
  vi.stubEnv('CHROME_PATH', '');
  vi.spyOn(console, 'log').mockReturnValue();
  vi.mocked(userInfo).mockReturnValue({ username: 'root', uid: 0, gid: 0, shell: null, homedir: '/root' });
  vi.mocked(existsSync).mockImplementation((path) => ['/usr/bin/apt-get', ...paths].includes(String(path)));
  vi.mocked(spawnSync).mockImplementation((program, args, options) => {
    const isApt = program === 'apt-get';
    const line = Array.isArray(args)
      ? args.filter((one) => one !== '-y' && one !== '--no-install-recommends').join(' ')
      : '';
    if (isApt) lines.push([line, options?.timeout]);
    const isWell = isApt && goes(line, lines.filter(([one]) => one === line).length);
    return { pid: 1, output: [], stdout: '', stderr: '', status: isWell ? 0 : 100, signal: null };
  });
  return lines;
}

const [minuteMs, tenMinutesMs] = [60_000, 600_000];

describe('what is installed where nobody sits', () => {
  it('is fetched within a limit, and then unpacked without one', () => {
    const lines = unattended([], () => true);
    prepareStrace();
    expect(lines).toEqual([
      ['install --download-only strace', tenMinutesMs],
      ['install --no-download strace', undefined],
    ]);
  });

  it('is looked for anew where it cannot be fetched, and left where that does not help', () => {
    const fetching = 'install --download-only strace';
    const again = unattended([], (line, times) => line !== fetching || times > 1);
    prepareStrace();
    expect(again.map(([line]) => line)).toEqual([fetching, 'update', fetching, 'install --no-download strace']);
    const never = unattended([], (line) => line !== fetching);
    prepareStrace();
    expect(never.map(([line]) => line)).toEqual([fetching, 'update', fetching]);
  });

  it('is a lean Chrome besides a whole one if a minute fetches it', () => {
    const whole = '/usr/bin/chromium';
    const lines = unattended([whole], () => true);
    expect(chromePath()).toBe(whole);
    expect(lines).toEqual([
      ['install --download-only chromium-headless-shell', minuteMs],
      ['install --no-download chromium-headless-shell', undefined],
    ]);
    const slow = unattended([whole], () => false);
    expect(chromePath()).toBe(whole);
    expect(slow).toHaveLength(1);
  });
});
