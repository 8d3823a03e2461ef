/** Runs both programs of Keyhaven, and the app of a demo where one is asked for, and watches them. */
import type { ChildProcess } from 'node:child_process';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { close, databaseName } from '#db/client.ts';
import { env } from '#lib/env.ts';
import { boot, type Booted } from '#lib/installation/commands.ts';
import { platformVersion } from '#lib/version.ts';
import { buildIfNeeded } from './build.ts';
import { checkBeforeStart } from './checks-before-start.ts';
import { lighthouseOrigin, openDemo, writeManifest, type DemoPlace } from './demo/place.ts';
import { demoFacts, worldLines } from './demo/words.ts';
import type { DemoWorld } from './demo/world.ts';
import { Program } from './program.ts';
import { devWords, stepBack, webWords } from './web-program.ts';

const words = process.argv.slice(2);
const isDev = words.includes('--dev');
const readyMsMax = 60_000;
const programs: Program[] = [];

async function serve(): Promise<void> {
  const demo = openDemo(words);
  await checkBeforeStart(['npm start', ...(words.length > 0 ? ['--', ...words] : [])].join(' '), demo);
  // Before anything is kept: a demo that cannot be built leaves its folder as empty as it was.
  if (demo?.isNew) await build();
  const booted = await boot();
  const place = databaseName();
  const world = demo && (await openLighthouse(demo, booted));
  await close();
  await build();
  const { port, bind, tlsCertFile } = env;
  const dashboard = isDev
    ? devWords({ port, bind })
    : webWords({ port, bind, hasCertificate: tlsCertFile !== undefined });
  const web = program('web', dashboard, stepBack);
  web.start();
  await untilAnswers(web, 'The dashboard', askDashboard);
  program('engine', ['engine.ts']).start();
  for (const one of programs) one.ready();
  console.log(summary(booted, place, demo, world));
}

function program(name: string, ofProgram: readonly string[], onStart?: (child: ChildProcess) => void): Program {
  const mode = { NODE_ENV: isDev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' };
  const made = new Program(name, ofProgram, mode, onStart);
  programs.push(made);
  return made;
}

async function build(): Promise<void> {
  if (isDev) return;
  await buildIfNeeded(() => console.log('Building the dashboard: about a minute, once for each version …'));
}

/** The app of a demo comes first: a new world's credentials are verified against it. */
async function openLighthouse({ lighthousePort: port, isNew }: DemoPlace, booted: Booted): Promise<DemoWorld | null> {
  const lighthouse = program('Lighthouse', ['scripts/demo/saas.ts', String(port)]);
  lighthouse.start();
  await untilAnswers(lighthouse, 'Lighthouse', () => httpRequest({ host: '127.0.0.1', port, timeout: 10_000 }));
  if (!isNew) return null;
  writeManifest(port);
  const { makeWorld } = await import('./demo/world.ts');
  return makeWorld(booted.setupUrl ?? '', lighthouseOrigin(port)).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : 'unknown reason';
    throw new Error(`The demo is only half made: ${why}\nDelete ${env.dataDir} before the next try.`, { cause });
  });
}

async function untilAnswers(program: Program, name: string, ask: () => ClientRequest): Promise<void> {
  const giveUpAt = performance.now() + readyMsMax;
  while (!(await answers(ask()))) {
    if (program.isRunning && performance.now() < giveUpAt) await sleep(50);
    else throw new Error(`${name} did not start.\n${program.lastLines}`);
  }
}

/** Any answer counts; a certificate is not for us to judge. */
function askDashboard(): ClientRequest {
  const options = { host: env.bind, port: env.port, path: '/sign-in', rejectUnauthorized: false, timeout: 10_000 };
  return env.tlsCertFile ? httpsRequest(options) : httpRequest(options);
}

function answers(ask: ClientRequest): Promise<boolean> {
  return new Promise((resolve) => {
    ask.once('response', (response) => resolve(Boolean(response.resume())));
    ask.once('timeout', () => ask.destroy());
    ask.once('error', () => resolve(false));
    ask.end();
  });
}

const stopAll = () => Promise.all(programs.map((one) => one.stop()));

function stopOnSignal(): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      void stopAll().then(() => process.exit(0));
    });
  }
}

function summary(booted: Booted, place: string, demo: DemoPlace | null, world: DemoWorld | null): string {
  const lines: (readonly [what: string, value: string])[] = [
    ['Address', env.address],
    ['Data', place],
  ];
  if (booted.keyFile) lines.push(['Root key', `${booted.keyFile} (new: back it up, and not beside the data)`]);
  // The demo's owner has used the link.
  if (booted.setupUrl && !world) lines.push(['First owner', `${booted.setupUrl} (once, within 15 minutes)`]);
  if (demo) lines.push(...demoFacts(demo));
  return [
    '',
    `Keyhaven ${platformVersion}`,
    ...lines.map(([what, value]) => `  ${what.padEnd(13)}${value}`),
    ...(world ? ['', ...worldLines(world)] : []),
    '',
  ].join('\n');
}

stopOnSignal();
try {
  await serve();
} catch (error) {
  await stopAll();
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
