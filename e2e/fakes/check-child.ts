/**
 * Checks credentials in a process of its own, so that names and trust in it are the fakes'. Reads input as it is typed
 * from standard input, checks all of it at once through the real connector and prints what was found.
 */
import { text } from 'node:stream/consumers';
import { getComponent } from '#lib/catalog/catalog.ts';
import { audienceOf, parseSettings } from '#lib/catalog/input.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import { env } from '#lib/env.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { verify, type Verification } from '#lib/verify/verify.ts';
import type { Typed } from './check-run.ts';

const allow = env.outboundAllow;
const deps = { owner: 'ten_a', outbound: createOutbound({ allow }), allow, environment: {}, clock: Date.now };

async function check({ id, type, settings, secret }: Typed): Promise<Verification> {
  const component = getComponent(id);
  const method = findMethod(component, type);
  if (!method) throw new Error(`${component.name} has no auth type ${type}.`);
  const parsed = parseSettings(method, { settings, secret });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const audience = audienceOf(method, parsed.settings);
  const { settings: stored, secret: sealed } = parsed;
  return verify({ component, authType: type, settings: stored, secret: sealed, audience }, deps);
}

const typed = JSON.parse(await text(process.stdin)) as readonly Typed[];
process.stdout.write(JSON.stringify(await Promise.all(typed.map(check))));
