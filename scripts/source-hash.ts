import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';

/** What the build of the dashboard is made from. */
const sources = [
  '{app,components,lib,db,public}/**/*',
  '{proxy,instrumentation,instrumentation-client}.ts',
  '{next.config.js,tsconfig.json,package.json,package-lock.json}',
];
const isTest = /\.test\.tsx?$/;

/** Changes when any file of the build does. */
export function sourceHash(): string {
  const hash = createHash('sha256');
  for (const file of globSync(sources).sort()) {
    if (isTest.test(file) || !statSync(file).isFile()) continue;
    const bytes = readFileSync(file);
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
