/** Runs both programs of Keyhaven and watches them. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { close, databaseName } from '#db/client.ts';
import { env } from '#lib/env.ts';
import { boot, type Booted } from '#lib/installation/commands.ts';
import { platformVersion } from '#lib/version.ts';
import { buildIfNeeded, nextProgram } from './build.ts';
import { checkBeforeStart } from './checks-before-start.ts';
import { Program } from './program.ts';

const isDev = process.argv.includes('--dev');
const readyMsMax = 60_000;

async function serve(): Promise<void> {
  await checkBeforeStart();
  const booted = await boot();
  const place = databaseName();
  await close();
  if (!isDev) await buildIfNeeded(() => console.log('Building the dashboard: about a minute, once for each version …'));
  const mode = { NODE_ENV: isDev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' };
  const web = new Program('web', webWords(), mode);
  const engine = new Program('engine', ['engine.ts'], mode);
  stopTogether([web, engine]);
  web.start();
  await untilReady(web);
  engine.start();
  for (const program of [web, engine]) program.ready();
  console.log(summary(booted, place));
}

function webWords(): string[] {
  const place = ['-p', String(env.port), '-H', env.bind];
  if (isDev) return [nextProgram, 'dev', ...place];
  return env.tlsCertFile ? ['scripts/web-tls.ts'] : [nextProgram, 'start', ...place];
}

async function untilReady(web: Program): Promise<void> {
  const giveUpAt = performance.now() + readyMsMax;
  while (!(await answers())) {
    if (web.isRunning && performance.now() < giveUpAt) await sleep(50);
    else {
      await web.stop();
      throw new Error(`The dashboard did not start.\n${web.lastLines}`);
    }
  }
}

/** Any answer counts; a certificate is not for us to judge. */
function answers(): Promise<boolean> {
  const options = { host: env.bind, port: env.port, path: '/sign-in', rejectUnauthorized: false, timeout: 10_000 };
  return new Promise((resolve) => {
    const ask = env.tlsCertFile ? httpsRequest(options) : httpRequest(options);
    ask.once('response', (response) => resolve(Boolean(response.resume())));
    ask.once('timeout', () => ask.destroy());
    ask.once('error', () => resolve(false));
    ask.end();
  });
}

function stopTogether(programs: readonly Program[]): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      void Promise.all(programs.map((program) => program.stop())).then(() => process.exit(0));
    });
  }
}

function summary(booted: Booted, place: string): string {
  const lines = [
    ['Address', env.address],
    ['Data', place],
  ];
  if (booted.keyFile) lines.push(['Root key', `${booted.keyFile} (new: back it up, and not beside the data)`]);
  if (booted.setupUrl) lines.push(['First owner', `${booted.setupUrl} (once, within 15 minutes)`]);
  return [
    '',
    `Keyhaven ${platformVersion}`,
    ...lines.map(([what = '', value]) => `  ${what.padEnd(13)}${value}`),
    '',
  ].join('\n');
}

try {
  await serve();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
