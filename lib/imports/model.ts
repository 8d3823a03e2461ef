import { createHash } from 'node:crypto';
import type { AuthType } from '#db/schema/credentials.ts';
import { plainWord } from '#lib/bson/kind.ts';
import type { Field } from '#lib/catalog/field-schema.ts';
import { isTokenTime, tokenEndsIn, type TokenEnds } from '#lib/catalog/token-ends.ts';
import type { AuthMethod } from '#lib/catalog/schema.ts';
import { nameKey, numberedName } from '#lib/names.ts';

/** A credential here that an item may meet. */
export interface Here {
  readonly id: string;
  readonly identifier: string;
  readonly name: string;
  readonly nameKey: string;
  readonly component: string;
  readonly authType: AuthType;
  readonly environment: string;
  readonly version: number;
  readonly revision: number;
}

/** An item of the file, as far as meeting others goes. */
export interface Incoming {
  readonly i: number;
  readonly name: string;
  readonly identifier: string | null;
  readonly component: string;
  readonly authType: AuthType;
  /** Why it cannot be imported at all; null when it can. */
  readonly reason: string | null;
}

export interface Decision {
  readonly i: number;
  readonly outcome: 'new' | 'conflict' | 'refused';
  readonly by: 'name' | 'identifier' | 'both' | null;
  readonly here: Here | null;
  readonly overrideRefused: string | null;
  readonly createName: string;
  /** The file's own identifier where it is free; null asks for a new one. */
  readonly createIdentifier: string | null;
}

/** Decides about items in the order of the file, some at a time. */
export interface Decider {
  /**
   * What each item meets. An item also meets the ones before it: two of one name, or two of one identifier, never collide
   * when they are written. `here` and `takenNames` speak of these items; the ones before are remembered.
   */
  readonly decide: (
    incoming: readonly Incoming[],
    here: readonly Here[],
    takenNames: ReadonlyMap<string, ReadonlySet<string>>,
  ) => Decision[];
  /** The last number that was given to this one's name; 0 when none was. */
  readonly tried: (item: Incoming) => number;
}

export function createDecider(): Decider {
  const names = new Map<string, Set<string>>();
  const identifiers = new Set<string>();
  /** Of names that were met again; the others are in `names` alone. */
  const numbers = new Map<string, number>();
  const overridden = new Set<string>();

  const tried: Decider['tried'] = (item) => {
    const number = numbers.get(baseOf(item));
    return number ?? (names.get(item.component)?.has(nameKey(item.name)) === true ? 1 : 0);
  };

  const decide: Decider['decide'] = (incoming, here, takenNames) => {
    const met = meetingsOf(here);
    for (const one of here) identifiers.add(one.identifier);
    return incoming.map((item) => {
      const meeting = met(item);
      const own = names.get(item.component) ?? new Set<string>();
      names.set(item.component, own);
      const taken = takenNames.get(item.component);
      const [createName, number] = nextFree(item, tried(item), (key) => own.has(key) || taken?.has(key) === true);
      if (number > 1) numbers.set(baseOf(item), number);
      own.add(nameKey(createName));
      const isFree = item.identifier !== null && !identifiers.has(item.identifier);
      if (item.identifier !== null) identifiers.add(item.identifier);
      const refused = meeting.here === null ? null : overrideRefusal(item, meeting, overridden);
      if (meeting.here !== null) overridden.add(meeting.here.id);
      return {
        i: item.i,
        outcome: item.reason !== null ? 'refused' : meeting.here === null ? 'new' : 'conflict',
        by: meeting.by,
        here: meeting.here,
        overrideRefused: refused,
        createName,
        createIdentifier: isFree ? item.identifier : null,
      };
    });
  };

  return { decide, tried };
}

const baseOf = (item: Incoming): string => `${item.component} ${nameKey(item.name)}`;

/** The first free name behind this number, and its own: many of one name stay one pass. */
function nextFree(item: Incoming, tried: number, isTaken: (key: string) => boolean): [string, number] {
  for (let n = tried + 1; ; n += 1) {
    const name = numberedName(item.name, n);
    if (!isTaken(nameKey(name))) return [name, n];
  }
}

interface Meeting {
  readonly by: 'name' | 'identifier' | 'both' | null;
  readonly here: Here | null;
  readonly other: Here | null;
}

function meetingsOf(here: readonly Here[]): (item: Incoming) => Meeting {
  const keyOf = (component: string, key: string) => `${component} ${key}`;
  const byNames = new Map(here.map((one) => [keyOf(one.component, one.nameKey), one]));
  const byIdentifiers = new Map(here.map((one) => [one.identifier, one]));
  return (item) => {
    const byName = byNames.get(keyOf(item.component, nameKey(item.name))) ?? null;
    const byIdentifier = item.identifier === null ? null : (byIdentifiers.get(item.identifier) ?? null);
    if (byName && byIdentifier)
      return { by: 'both', here: byIdentifier, other: byName.id === byIdentifier.id ? null : byName };
    if (byIdentifier) return { by: 'identifier', here: byIdentifier, other: null };
    return { by: byName ? 'name' : null, here: byName, other: null };
  };
}

function overrideRefusal(item: Incoming, met: Meeting, overridden: ReadonlySet<string>): string | null {
  const { here, other } = met;
  if (here === null) return null;
  if (other !== null) return `Its identifier belongs to ${here.name}, its name to another credential.`;
  if (here.component !== item.component) return `${here.name} is a credential of another app.`;
  if (here.authType !== item.authType) return `${here.name} signs in another way.`;
  if (overridden.has(here.id)) return `An item before it already meets ${here.name}.`;
  return null;
}

/** Stands for a plan: what was shown is applied, or nothing is. */
export function tokenOf(fileSha256: string, decisions: readonly Decision[]): string {
  const facts = decisions.map((one) => [
    one.i,
    one.outcome,
    one.by,
    one.here?.id ?? null,
    one.here?.revision ?? null,
    one.overrideRefused,
    one.createName,
    one.createIdentifier,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([fileSha256, facts]))
    .digest('hex');
}

type Flat = Readonly<Record<string, string | number | boolean>>;

export interface Fitted {
  readonly settings: Record<string, string | number | boolean>;
  readonly secret: Record<string, string>;
  /** Fields of the file that this way to sign in has no place for. */
  readonly ignored: string[];
}

/**
 * Puts the fields of another tool's document where the manifest has them: by name, whatever its case and dashes, and
 * from settings to secret or back where the manifest says so. One secret left over and one secret field left empty
 * belong together; everything else left over is told, not guessed at. Of a grant, its tokens' ends are read as other
 * tools write them.
 */
export function fit(method: AuthMethod, settings: Flat, secret: Flat): Fitted {
  const fitted: Fitted = { settings: {}, secret: {}, ignored: [] };
  const left: [string, string][] = [];
  const put = (field: Field, value: string | number | boolean) => {
    if (field.secret) fitted.secret[field.name] = String(value);
    else fitted.settings[field.name] = value;
  };
  const isFilled = (field: Field) => field.name in (field.secret ? fitted.secret : fitted.settings);
  const { ends, used } = method.oauth ? tokenEndsIn({ ...settings, ...secret }) : noEnds;
  Object.assign(fitted.secret, ends);
  for (const [name, value] of [...Object.entries(settings), ...Object.entries(secret)]) {
    if (used.has(name)) continue;
    if (method.oauth && isTokenTime(name)) {
      fitted.ignored.push(name);
      continue;
    }
    const field = method.fields.find((one) => plainWord(one.name) === plainWord(name));
    if (field && !isFilled(field)) put(field, value);
    else if (Object.hasOwn(secret, name)) left.push([name, String(value)]);
    else fitted.ignored.push(name);
  }
  const empty = method.fields.filter((field) => field.secret && field.required && !isFilled(field));
  const [only] = left;
  if (empty.length === 1 && left.length === 1 && empty[0] && only) put(empty[0], only[1]);
  else fitted.ignored.push(...left.map(([name]) => name));
  return fitted;
}

const noEnds: TokenEnds = { ends: {}, used: new Set() };

/** The component a text means: its id, or its name in any spelling. */
export function componentOf(text: string, entries: readonly { id: string; name: string }[]): string {
  const word = plainWord(text);
  const met = entries.find((one) => one.id === text) ?? entries.find((one) => plainWord(one.name) === word);
  return met?.id ?? entries.find((one) => plainWord(one.id) === word)?.id ?? text;
}
