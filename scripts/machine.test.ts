import { expect, it } from 'vitest';
import { findChrome } from './machine.ts';

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
