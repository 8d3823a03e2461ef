import { accessSync, constants, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { env } from '#lib/env.ts';
import { assertBindRules } from '#lib/gate/bind.ts';
import { parseAllowList } from '#lib/outbound/allow-list.ts';

/** Whatever would stop a start later, said in one sentence before anything is built or written. */
export async function checkBeforeStart(): Promise<void> {
  assertBindRules();
  parseAllowList(env.outboundAllow);
  await assertPortFree('PORT', env.port);
  await assertPortFree('API_PORT', env.apiPort);
  if (!env.databaseUrl) assertWritable(env.dataDir);
}

function assertPortFree(variable: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(new Error(portSentence(variable, port, error.code))));
    probe.listen(port, env.bind, () => probe.close(() => resolve()));
  });
}

function portSentence(variable: string, port: number, code: string | undefined): string {
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Choose another: ${variable}=${port + 10} npm start`;
  if (code === 'EACCES') return `Port ${port} may not be opened by this user. Choose one above 1023 with ${variable}.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `BIND=${env.bind} is not an address of this machine.`;
  return `Port ${port} (${variable}) cannot be opened on ${env.bind}: ${code ?? 'unknown reason'}.`;
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
