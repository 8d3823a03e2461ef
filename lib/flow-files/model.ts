import { createHash } from 'node:crypto';
import type { ImportFlow } from '#lib/bson/flow.ts';
import type { CredentialState } from '#lib/credentials/schema.ts';
import { nameKey } from '#lib/names.ts';
import type { Binding } from './schema.ts';

/** A credential of this workspace that a step of the file may mean. */
export interface Here {
  readonly id: string;
  readonly identifier: string;
  readonly name: string;
  readonly nameKey: string;
  readonly component: string;
  readonly environment: string;
  readonly state: CredentialState;
  readonly expiresAt: number | null;
}

export interface Bound {
  readonly by: 'identifier' | 'name';
  readonly here: Here;
}

export interface PlannedFlow {
  /** Its number in the file, from 1. */
  readonly i: number;
  readonly item: ImportFlow;
  readonly createName: string;
  /** The file's own where it is free here; null asks for a new one. */
  readonly createIdentifier: string | null;
  /** For each step what it means here; null where nothing here is meant. */
  readonly bound: readonly (Bound | null)[];
}

type FlowStep = ImportFlow['steps'][number];

/** What a step means here: the credential of its app with the same identifier, else the one with the same name. */
export function boundOf(step: FlowStep, here: readonly Here[]): Bound | null {
  const { credential, component } = step;
  if (credential === null) return null;
  const ofApp = here.filter((one) => one.component === component);
  const byIdentifier = ofApp.find((one) => one.identifier === credential.identifier);
  if (byIdentifier) return { by: 'identifier', here: byIdentifier };
  const key = nameKey(credential.name);
  const byName = ofApp.find((one) => one.nameKey === key);
  return byName ? { by: 'name', here: byName } : null;
}

/** Stands for a plan: what was shown is applied, or nothing is. */
export function tokenOf(fileSha256: string, flows: readonly PlannedFlow[]): string {
  const facts = flows.map((flow) => [
    flow.i,
    flow.createName,
    flow.createIdentifier,
    flow.bound.map((bound) => bound && [bound.by, bound.here.id, bound.here.name]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([fileSha256, facts]))
    .digest('hex');
}

/** The credential of each step, in the order of the flows: what the person chose, else what was proposed. */
export function chosenFor(flows: readonly PlannedFlow[], bindings: readonly Binding[]): (string | null)[][] {
  const picked = new Map(bindings.map(({ flow, step, credentialId }) => [`${flow}.${step}`, credentialId]));
  return flows.map((flow) =>
    flow.bound.map((bound, index) => {
      const own = picked.get(`${flow.i}.${index + 1}`);
      return own === undefined ? (bound?.here.id ?? null) : own;
    }),
  );
}
