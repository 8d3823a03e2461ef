import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { driverEnvironment, driverPermissions } from './driver-confinement.ts';

const rootDir = process.cwd();

/** Whether a process with a driver's permissions may do it. */
function mayDo(code: string, nodeOptions = ''): boolean {
  const { status } = spawnSync(process.execPath, [...driverPermissions(rootDir, nodeOptions), '-e', code], {
    env: { NODE_ENV: 'test' },
  });
  return status === 0;
}

describe('the process of a driver', () => {
  it('knows nothing of our environment but how to run', () => {
    const environment = {
      PATH: '/bin',
      NODE_OPTIONS: '--import /x/preload.mjs',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      SSL_CERT_FILE: '/ca.pem',
      KEYHAVEN_ROOT_KEY: 'root',
      DATABASE_URL: 'postgres://',
      PGPASSWORD: 'pw',
      PGHOST: 'evil.example',
      HOME: '/root',
      OUTBOUND_ALLOW: '10.0.0.0/8:5432',
    };
    expect(driverEnvironment(environment, ['db.internal:5432', '10.1.2.3:5432'])).toEqual({
      PATH: '/bin',
      NODE_OPTIONS: '--import /x/preload.mjs',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      SSL_CERT_FILE: '/ca.pem',
      NODE_ENV: 'production',
      OUTBOUND_ALLOW: 'db.internal:5432,10.1.2.3:5432',
    });
  });

  it('reads the code it runs', () => {
    expect(mayDo(`require('fs').readFileSync('${join(rootDir, 'package.json')}')`)).toBe(true);
    expect(mayDo(`require('fs').readFileSync('${join(rootDir, 'lib/verify/driver-child.ts')}')`)).toBe(true);
    const preload = join(rootDir, 'e2e/fakes/preload.mjs');
    expect(mayDo(`require('fs').readFileSync('${preload}')`, `--import ${preload}`)).toBe(true);
    expect(mayDo(`require('fs').readFileSync('${preload}')`, `--import=file://${preload}`)).toBe(true);
    expect(mayDo(`require('fs').readFileSync('${preload}')`)).toBe(false);
  });

  it.each([
    ['reads what is beside it', `require('fs').readFileSync('${join(rootDir, 'tsconfig.json')}')`],
    ['reads what is elsewhere', `require('fs').readFileSync('/etc/hostname')`],
    ['writes', `require('fs').writeFileSync('${join(rootDir, 'lib/verify/left-behind')}', '')`],
    ['starts a process', `require('child_process').execFileSync('/bin/true')`],
    ['starts a worker', `new (require('worker_threads').Worker)('', { eval: true })`],
  ])('never %s', (_, code) => expect(mayDo(code)).toBe(false));
});
