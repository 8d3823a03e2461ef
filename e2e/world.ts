import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../scripts/vitest/postgres-server.ts';
import { freePort, startTogether } from '../scripts/vitest/server-process.ts';
import { startOauthServer, type OauthServer } from './fakes/oauth-server.ts';
import { startSaas } from './fakes/saas.ts';

/** What the journeys know of the product they walk through. Passed to the workers by the environment, one to each. */
export interface World {
  /** Where its files and its listeners are, as the product's own environment says it. */
  readonly places: Readonly<Record<'DATA_DIR' | 'PORT' | 'API_PORT', string>>;
  readonly origin: string;
  /** Where machines are answered. */
  readonly apiOrigin: string;
  readonly dataDir: string;
  readonly setupUrl: string;
  readonly logFile: string;
  /** The process that started both programs, and starts them again. */
  readonly watcher: number;
  readonly postgres: { readonly host: string; readonly port: number; readonly user: string; readonly password: string };
  /** An authorization server of this machine, with pages to sign in at. Workers speak to it by `POST /_control`. */
  readonly oauth: Omit<OauthServer, 'newGrant' | 'reset' | 'stop' | 'behaviour' | 'traffic'> & {
    readonly clientSecret: string;
  };
}

const readyMsMax = 180_000;

/**
 * Starts a world for each worker, so that none of them meets what another does to a fake or to the installation. Answers
 * what stops them. Worlds that run already are used as they are.
 */
export default async function startWorlds({ workers }: { readonly workers: number }): Promise<() => Promise<void>> {
  if (process.env['KEYHAVEN_WORLDS']) return async () => undefined;
  const started = await startTogether(workers, startWorld);
  process.env['KEYHAVEN_WORLDS'] = JSON.stringify(started.map(({ world: one }) => one));
  return async () => void (await Promise.all(started.map(({ stop }) => stop())));
}

/** The world of this worker. */
export function world(): World {
  const worlds = JSON.parse(process.env['KEYHAVEN_WORLDS'] ?? '[]') as readonly World[];
  const one = worlds[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0)];
  if (!one) throw new Error('There is no world for this worker.');
  return one;
}

/** Code of the product that a journey calls works on the database of its worker's world. */
export function enterWorld(): void {
  if (process.env['KEYHAVEN_WORLDS']) Object.assign(process.env, world().places);
}

/**
 * What the journeys need: apps to verify against, a PostgreSQL, and the product itself as `npm start` runs it, on an empty
 * data directory.
 */
async function startWorld(): Promise<{ readonly world: World; readonly stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhaven-e2e-'));
  const saas = await startSaas();
  const postgres = await startPostgres();
  // Another host than the product's: cookies know no ports.
  const oauth = await startOauthServer({ host: '127.0.0.2' });
  const database = new URL(postgres.url);
  const [port, apiPort] = [await freePort(), await freePort()];
  const dataDir = join(folder, 'data');
  const logFile = join(folder, 'log');
  const allow = [saas.env['OUTBOUND_ALLOW'], `127.0.0.1:${database.port}`, oauth.allow].join(',');
  const places = { DATA_DIR: dataDir, PORT: String(port), API_PORT: String(apiPort) };
  const product = spawn(process.execPath, ['scripts/serve.ts'], {
    env: { ...withoutTestRunner(), ...saas.env, ...places, OUTBOUND_ALLOW: allow, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    await stopped(product);
    await postgres.stop();
    await saas.close();
    await oauth.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const setupUrl = await untilReady(product, logFile).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const started: World = {
    places,
    origin: `http://localhost:${port}`,
    apiOrigin: `http://localhost:${apiPort}`,
    dataDir,
    setupUrl,
    logFile,
    watcher: product.pid ?? 0,
    postgres: {
      host: '127.0.0.1',
      port: Number(database.port),
      user: database.username,
      password: database.password,
    },
    oauth: placeOf(oauth),
  };
  return { world: started, stop };
}

function placeOf(server: OauthServer): World['oauth'] {
  const { issuer, authorizationUrl, tokenUrl, revocationUrl, meUrl, allow, clients, behaviour } = server;
  return {
    issuer,
    authorizationUrl,
    tokenUrl,
    revocationUrl,
    meUrl,
    allow,
    clients,
    clientSecret: behaviour.clientSecret,
  };
}

/** The runner's own variables are not the product's. */
function withoutTestRunner(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:NODE_OPTIONS|NODE_ENV|FORCE_COLOR|PW_|TEST_)/.test(name),
  );
  return Object.fromEntries(kept);
}

function untilReady(product: ChildProcess, logFile: string): Promise<string> {
  const log = createWriteStream(logFile);
  return new Promise((resolve, reject) => {
    let said = '';
    const giveUp = setTimeout(() => reject(new Error(`The product did not start.\n${said}`)), readyMsMax);
    const hear = (piece: Buffer) => {
      log.write(piece);
      said = (said + piece.toString()).slice(-20_000);
      const link = /(http:\S+\/setup\?token=\S+)/.exec(said)?.[1];
      if (!link) return;
      clearTimeout(giveUp);
      resolve(link);
    };
    product.stdout?.on('data', hear);
    product.stderr?.on('data', hear);
    product.once('exit', (code) => reject(new Error(`The product ended with ${code}.\n${said}`)));
  });
}

function stopped(product: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    product.once('exit', () => resolve());
    // Where it has ended already there is nothing to wait for.
    if (!product.kill('SIGTERM')) resolve();
  });
}

if (import.meta.main) {
  const stop = await startWorlds({ workers: 1 });
  console.log(`export KEYHAVEN_WORLDS='${process.env['KEYHAVEN_WORLDS']}'`);
  process.once('SIGINT', () => void stop()).once('SIGTERM', () => void stop());
}
