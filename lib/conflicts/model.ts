import type { Settings } from '#db/schema/credentials.ts';
import type { DiffRow } from './schema.ts';

/** An export from before what is here: whoever brings it back should know. Epoch milliseconds; null: not known. */
export const isOlder = (fileSavedAt: number | null, hereSavedAt: number | null): boolean =>
  fileSavedAt !== null && hereSavedAt !== null && fileSavedAt < hereSavedAt;

export interface Side {
  readonly name: string;
  readonly identifier: string;
  readonly environment: string;
  readonly settings: Settings;
}

/** The secret here, as far as a person may know it: when it was saved, and whether the file holds that very version. */
export interface KnownSecret {
  readonly version: number;
  readonly savedAt: number | null;
  readonly isSame: boolean;
}

/** How the manifest calls a field, and the values it is chosen from. */
export interface FieldWords {
  readonly label: string;
  readonly valueWords: ReadonlyMap<string, string>;
}

/** What an override would change, line by line; name and identifier stay, so they are shown and not marked. The words are the manifest's; the secret is compared, never shown. */
export function diffOf(
  here: Side,
  file: Omit<Side, 'identifier'> & { readonly identifier: string | null },
  words: ReadonlyMap<string, FieldWords>,
  secret: KnownSecret,
): DiffRow[] {
  const keys = [...new Set([...words.keys(), ...Object.keys(here.settings), ...Object.keys(file.settings)])];
  const settings = keys
    .filter((key) => key in here.settings || key in file.settings)
    .map((key) => {
      const { label, valueWords } = words.get(key) ?? { label: key, valueWords: new Map<string, string>() };
      const said = (value: Shown) => valueWords.get(String(value)) ?? value;
      return line(label, said(here.settings[key]), said(file.settings[key]));
    });
  const saved = secret.savedAt === null ? '' : `, ${day.format(secret.savedAt)}`;
  return [
    { ...line('Name', here.name, file.name), isChanged: false },
    { ...line('Identifier', here.identifier, file.identifier), isChanged: false },
    line('Environment', here.environment, file.environment),
    ...settings,
    {
      label: 'Secret',
      here: `version ${secret.version}${saved}`,
      file: secret.isSame ? 'the same version' : 'another version',
      isChanged: !secret.isSame,
    },
  ];
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

function line(label: string, here: Shown, file: Shown): DiffRow {
  return { label, here: shown(here), file: shown(file), isChanged: shown(here) !== shown(file) };
}

type Shown = string | number | boolean | null | undefined;

const shown = (value: Shown): string => (value === undefined || value === null || value === '' ? '–' : String(value));
