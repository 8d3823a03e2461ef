import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AppError } from '#lib/errors.ts';
import { isPublicAddress } from './address.ts';
import type { AllowList } from './allow-list.ts';
import { within } from './deadline.ts';
import { audienceEntry, hostAndPort, type Target } from './target.ts';

/** An address that was checked, ready to connect to. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: number;
}

function refuseAddress({ host, port }: Target, address: string): AppError {
  const line = `OUTBOUND_ALLOW=${hostAndPort(host, port)}`;
  return new AppError(
    'OUT-103',
    `${host} is not on the public internet (${address}). Whoever runs this installation can allow it with ${line}.`,
    { host, address, port, line },
  );
}

function refusePlain({ host, port }: Target): AppError {
  const line = `OUTBOUND_ALLOW=${hostAndPort(host, port)}`;
  return new AppError(
    'OUT-101',
    `Only https addresses can be called. Whoever runs this installation can allow http here with ${line}.`,
    { host, port, line },
  );
}

/** Before the name is looked up: inside the audience, and http only where the operator names the destination. */
function checkTarget(target: Target, audience: readonly string[], allow: AllowList): void {
  if (target.scheme === 'http' && !allow.mayAllow(target.host, target.port)) throw refusePlain(target);
  if (audience.includes(audienceEntry(target))) return;
  const { host, port } = target;
  throw new AppError('OUT-104', `This secret may not be sent to ${host}, port ${port}.`, { host, port });
}

/** Every address counts, not only the one that is used: a name with one private address is a private name. */
function checkAddresses(target: Target, addresses: readonly CheckedAddress[], allow: AllowList): void {
  if (allow.allowsHost(target.host, target.port)) return;
  for (const { address } of addresses) {
    if (allow.allowsAddress(address, target.port)) continue;
    if (!isPublicAddress(address)) throw refuseAddress(target, address);
    if (target.scheme === 'http') throw refusePlain(target);
  }
}

/**
 * Decides whether a target may be called, looking its name up exactly once.
 * @param target in its one spelling, as `parseTarget` returns it
 * @param audience entries `scheme://host:port`, compared as they are
 * @returns the addresses to connect to, at least one; nothing else may be connected to for this call
 * @throws OUT-101, OUT-103, OUT-104, OUT-102 when the name has no address; the resolver's error or the signal's reason
 */
export async function admit(
  target: Target,
  audience: readonly string[],
  allow: AllowList,
  signal: AbortSignal,
): Promise<readonly CheckedAddress[]> {
  checkTarget(target, audience, allow);
  const family = isIP(target.host);
  const addresses =
    family === 0 ? await within(signal, lookup(target.host, { all: true })) : [{ address: target.host, family }];
  if (addresses.length === 0) {
    throw new AppError('OUT-102', `${target.host} has no address.`, { host: target.host, port: target.port });
  }
  checkAddresses(target, addresses, allow);
  return addresses;
}
