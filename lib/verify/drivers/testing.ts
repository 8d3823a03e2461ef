import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect } from 'vitest';
import { getComponent } from '#lib/catalog/catalog.ts';
import { audienceOf, type Settings } from '#lib/catalog/input.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { verificationOf } from '#lib/verify/driver-check.ts';
import type { DriverCheck } from '#lib/verify/driver-course.ts';
import { driverResult, type DriverName } from '#lib/verify/driver-protocol.ts';
import { subjectOf } from '#lib/verify/subject.ts';
import { verify, type Verification } from '#lib/verify/verify.ts';

export interface Tried {
  readonly driver: DriverName;
  readonly settings: Settings;
  readonly password: string;
  readonly allow?: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** One dry run in a process of its own; by itself allowed to call the one port. */
export async function tryDriver({
  driver,
  settings,
  password,
  environment = {},
  signal,
  ...rest
}: Tried): Promise<Verification> {
  const { component, method } = methodOf(driver);
  const allow = rest.allow ?? [`127.0.0.1:${String(settings['port'])}`];
  const result = await verify(
    { component, authType: method.type, settings, secret: { password }, audience: audienceOf(method, settings) },
    { owner: 'ten_a', outbound: createOutbound({ allow }), allow, environment, clock: Date.now, signal },
  );
  expect(JSON.stringify(result)).not.toContain(password);
  return result;
}

/** The same in this process: for drivers whose code is all ours, and throws nothing out of an event. */
export async function tryHere(check: DriverCheck, { driver, settings, password }: Tried): Promise<Verification> {
  const { component, method } = methodOf(driver);
  const outbound = createOutbound({ allow: [`127.0.0.1:${String(settings['port'])}`] });
  const job = { driver, settings, secret: { password }, audience: audienceOf(method, settings) };
  const found = await check(job, { outbound, clock: Date.now });
  expect(driverResult.parse(found)).toEqual(found);
  const result = verificationOf(found, job, subjectOf(component, method, settings));
  expect(JSON.stringify(result)).not.toContain(password);
  return result;
}

function methodOf(driver: DriverName) {
  const component = getComponent(driver);
  const [method] = component.authMethods;
  if (!method) throw new Error('A driver has an auth method.');
  return { component, method };
}

/** Servers that say what they like; gone after each test. */
export function hostileServers(): { readonly listen: (serve: (socket: Socket) => void) => Promise<number> } {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });
  return {
    listen: async (serve) => {
      const server = createServer((socket) => {
        sockets.push(socket);
        // Read on, so that the end of the other side is noticed.
        socket.on('error', () => {}).resume();
        serve(socket);
      });
      servers.push(server);
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const address = server.address();
      if (typeof address !== 'object' || !address) throw new Error('It listens.');
      return address.port;
    },
  };
}

/** Writes without end, as fast as it is read. */
export function writeForEver(socket: Socket, bytes: Buffer | string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
}

export const stepsOf = ({ steps }: Verification): readonly (readonly [string, string])[] =>
  steps.map(({ label, outcome }) => [label, outcome]);
