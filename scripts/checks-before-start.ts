import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname } from 'node:path';
import { env } from '#lib/env.ts';
import { assertBindRules } from '#lib/gate/bind.ts';
import { parseMailSettings } from '#lib/mail/settings.ts';
import { parseAllowList } from '#lib/outbound/allow-list.ts';
import type { DemoPlace } from './demo/place.ts';

interface Door {
  readonly bind: string;
  readonly port: number;
  /** Names another port; null where it cannot be another. */
  readonly variable: string | null;
}

/**
 * Whatever would stop a start later, said in one sentence before anything is built or written.
 * @param line what was typed, to be typed again with a change
 */
export async function checkBeforeStart(line: string, demo: DemoPlace | null): Promise<void> {
  assertLines();
  const doors: Door[] = [
    { bind: env.bind, port: env.port, variable: 'PORT' },
    { bind: env.bind, port: env.apiPort, variable: 'API_PORT' },
  ];
  if (demo)
    doors.unshift({ bind: '127.0.0.1', port: demo.lighthousePort, variable: demo.isNew ? 'LIGHTHOUSE_PORT' : null });
  await assertPortsFree(doors, line);
  if (env.isComponentsDirSet) assertFolder(env.componentsDir);
  if (!env.databaseUrl) assertWritable(env.dataDir);
}

/** The same for the engine by itself: it has one door, and makes no folder. */
export async function checkBeforeEngine(line: string): Promise<void> {
  assertLines();
  await assertPortsFree([{ bind: env.bind, port: env.apiPort, variable: 'API_PORT' }], line);
  if (env.isComponentsDirSet) assertFolder(env.componentsDir);
}

/** Settings that cannot be read. */
function assertLines(): void {
  assertBindRules();
  parseAllowList(env.outboundAllow);
  parseMailSettings({ url: env.smtpUrl, from: env.mailFrom });
}

/** All at once: two doors at one port are found too. */
async function assertPortsFree(doors: readonly Door[], line: string): Promise<void> {
  const probes: Server[] = [];
  try {
    for (const door of doors) probes.push(await opened(door, line));
  } finally {
    await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  }
}

function opened(door: Door, line: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(new Error(portSentence(door, error.code, line))));
    probe.listen(door.port, door.bind, () => resolve(probe));
  });
}

function portSentence({ bind, port, variable }: Door, code: string | undefined, line: string): string {
  if (code === 'EADDRINUSE' && !variable)
    return `Port ${port} is taken, and the credentials of this demo are for Lighthouse there. End what uses it.`;
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Choose another: ${variable}=${port + 10} ${line}`;
  if (code === 'EACCES')
    return `Port ${port} may not be opened by this user. Choose one above 1023${variable ? ` with ${variable}` : ''}.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `BIND=${bind} is not an address of this machine.`;
  return `Port ${port}${variable ? ` (${variable})` : ''} cannot be opened on ${bind}: ${code ?? 'unknown reason'}.`;
}

function assertFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new Error(`COMPONENTS_DIR=${folder} is not a folder. Make it, or leave the line out.`);
}

function assertWritable(folder: string): void {
  const existing = nearestExisting(folder);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch {
    throw new Error(`The data directory ${folder} cannot be written to. Change its owner, or set DATA_DIR to another.`);
  }
}

const nearestExisting = (folder: string): string => (existsSync(folder) ? folder : nearestExisting(dirname(folder)));
