/** A MariaDB of our own for one test run: real, empty, on loopback, and gone with us. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from '../machine.ts';
import { asServer, freePort, giveToServer, serverFolder, startServer, writeForServer } from './server-process.ts';

export interface MariadbServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface MariadbOptions {
  /** Run once as root before anybody is let in, each on one line: users, databases, rights. */
  readonly statements: readonly string[];
  /** PEM; with it TLS is offered. */
  readonly certificate?: { readonly key: string; readonly cert: string };
  /** More options of mariadbd, such as `--max-connections=10`. */
  readonly options?: readonly string[];
}

/** Nothing here outlives the run, so nothing is forced to disk. */
const settings = [
  '--bind-address=127.0.0.1',
  '--skip-log-bin',
  '--skip-name-resolve',
  '--innodb-buffer-pool-size=16M',
  '--innodb-log-file-size=8M',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-flush-method=nosync',
  '--performance-schema=OFF',
];

/** Nobody can sign in but the users that the statements make. */
export async function startMariadb({ statements, certificate, options = [] }: MariadbOptions): Promise<MariadbServer> {
  const server = programPath('mariadbd');
  const folder = serverFolder('mariadb');
  const data = join(folder, 'data');
  initialise(data);
  const port = await freePort();
  const stop = await startServer({
    command: [
      server,
      '--no-defaults',
      `--datadir=${data}`,
      `--tmpdir=${data}`,
      `--socket=${join(data, 'socket')}`,
      `--port=${port}`,
      `--init-file=${fileOf(data, 'init.sql', statements.map((one) => `${one};\n`).join(''))}`,
      ...(certificate
        ? [
            `--ssl-cert=${fileOf(data, 'server.crt', certificate.cert)}`,
            `--ssl-key=${fileOf(data, 'server.key', certificate.key)}`,
          ]
        : []),
      ...settings,
      ...options,
    ],
    data,
    signal: 'TERM',
    isReady: (said) => said.includes('ready for connections'),
    isFailed: (said) => said.includes('Aborting'),
  });
  return {
    port,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function initialise(data: string): void {
  mkdirSync(data, { mode: 0o700 });
  giveToServer(data);
  const { status, stderr } = spawnSync(
    programPath('mariadb-install-db'),
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=socket', '--skip-test-db', '--silent'],
    { ...asServer, encoding: 'utf8' as const },
  );
  if (status !== 0) throw new Error(`mariadb-install-db failed: ${stderr}`);
}

function fileOf(data: string, name: string, text: string): string {
  const path = join(data, name);
  writeForServer(path, text);
  return path;
}
