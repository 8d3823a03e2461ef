import { describe, expect, it } from 'vitest';
import { getComponent } from '#lib/catalog/catalog.ts';
import { formOf } from '#lib/catalog/form.ts';
import type { CredentialDetail } from '#lib/credentials/schema.ts';
import {
  chosenApp,
  dateText,
  differencesOf,
  emptyValues,
  expiryOf,
  expiryProblem,
  findMethod,
  inputOf,
  isComplete,
  problemOf,
  rowsOf,
  savedValues,
  scopesOf,
  settingWords,
} from './form-model.ts';

const app = (id: string) => formOf(getComponent(id));

function method(id: string, type: 'api_key' | 'basic' | 'database' | 'oauth2') {
  const found = findMethod(app(id), type);
  if (!found) throw new Error(`${id} has no ${type}`);
  return found;
}

function field(id: string, type: 'api_key' | 'basic' | 'database', name: string) {
  const found = method(id, type).fields.find((one) => one.name === name);
  if (!found) throw new Error(`${id} has no field ${name}`);
  return found;
}

const saved = {
  name: 'Orders',
  environment: 'qa-lab',
  authType: 'database',
  settings: { host: 'db.example.com', port: 5432, database: 'orders', user: 'sync', sslmode: 'require' },
  expiresAt: Date.parse('2026-11-29T10:15:00Z'),
} as Partial<CredentialDetail> as CredentialDetail;

describe('what a form begins with', () => {
  it('has the defaults of every method, so that changing the method loses nothing', () => {
    const values = emptyValues(app('rest'));
    expect(values.authType).toBe('api_key');
    expect(values.fields).toMatchObject({ headerName: 'X-API-Key', placement: 'header', username: '', token: '' });
  });

  it('shows saved settings as text, and never a secret', () => {
    const values = savedValues(app('postgres'), saved);
    expect(values.fields).toMatchObject({ host: 'db.example.com', port: '5432', password: '', caCertificate: '' });
    expect(values).toMatchObject({ environment: 'qa-lab', expiresOn: '2026-11-29' });
  });
});

describe('which fields are asked for', () => {
  it('follows what was chosen', () => {
    const names = (sslmode: string) =>
      rowsOf(method('postgres', 'database'), { sslmode })
        .flat()
        .map((one) => one.name);
    expect(names('verify-full')).toContain('caCertificate');
    expect(names('require')).not.toContain('caCertificate');
  });

  it('puts those that belong together in one row', () => {
    const rows = rowsOf(method('postgres', 'database'), { sslmode: 'require' }).map((row) =>
      row.map((one) => one.name),
    );
    expect(rows).toEqual([['host', 'port'], ['database', 'user'], ['password'], ['sslmode']]);
  });
});

describe('what the browser already knows to be wrong', () => {
  it.each([
    ['host', '', 'Host is needed.'],
    ['host', '  ', 'Host is needed.'],
    ['host', 'db.example.com', null],
    ['port', '0', 'A port is a number from 1 to 65535.'],
    ['port', '65536', 'A port is a number from 1 to 65535.'],
    ['port', '54321x', 'A port is a number from 1 to 65535.'],
    ['port', ' 5432 ', null],
    ['database', 'x'.repeat(64), 'At most 63 characters.'],
    ['caCertificate', '', null],
  ])('%s: %j', (name, value, problem) => {
    expect(problemOf(field('postgres', 'database', name), value)).toBe(problem);
  });

  it('keeps to the pattern of the manifest', () => {
    const key = field('stripe', 'api_key', 'apiKey');
    expect(problemOf(key, 'pk_live_1')).toBe(key.pattern?.message);
    expect(problemOf(key, 'rk_live_1')).toBeNull();
  });
});

describe('what is sent', () => {
  const typed = { baseUrl: 'https://api.example.com', placement: 'header', headerName: 'X-Key', queryName: 'key' };

  it('is what is asked for, settings and secrets apart', () => {
    const input = inputOf(method('rest', 'api_key'), { ...typed, apiKey: 'abc', password: 'other' }, new Set());
    expect(input.settings).toEqual({ ...typed, queryName: undefined, testPath: '' });
    expect(input.settings).not.toHaveProperty('queryName');
    expect(input.secret).toEqual({ apiKey: 'abc' });
  });

  it('has nothing of a saved secret that stays', () => {
    const input = inputOf(method('rest', 'api_key'), { ...typed, apiKey: 'left over' }, new Set(['apiKey']));
    expect(input.secret).toEqual({});
  });
});

describe('an expiry', () => {
  it('is the last second of the day that was chosen', () => {
    expect(new Date(expiryOf('2026-11-29', null) ?? 0).toISOString()).toBe('2026-11-29T23:59:59.000Z');
  });

  it('keeps its hour while its day is left alone, and goes when it is cleared', () => {
    expect(expiryOf('2026-11-29', saved.expiresAt)).toBe(saved.expiresAt);
    expect(expiryOf('', saved.expiresAt)).toBeNull();
    expect(dateText(null)).toBe('');
  });

  it('is refused in the past only where it was newly chosen', () => {
    const now = Date.parse('2026-12-01T12:00:00Z');
    expect(expiryProblem('2026-11-30', null, now)).toBe('This day is over.');
    expect(expiryProblem('2026-12-01', null, now)).toBeNull();
    expect(expiryProblem('2026-11-29', saved.expiresAt, now)).toBeNull();
    expect(expiryProblem('', null, now)).toBeNull();
  });
});

describe('two people at one credential', () => {
  it('shows both sides, in the words of the form, and marks what differs', () => {
    const mine = savedValues(app('postgres'), { ...saved, name: 'Orders B' });
    mine.fields['sslmode'] = 'disable';
    const rows = differencesOf(app('postgres'), saved, mine);
    expect(rows.filter((row) => row.hasChanged)).toEqual([
      { term: 'Name', newest: 'Orders', mine: 'Orders B', hasChanged: true },
      {
        term: 'Encryption',
        newest: 'Required, certificate not checked',
        mine: 'None: the password may be read on the way',
        hasChanged: true,
      },
    ]);
    expect(JSON.stringify(rows)).not.toContain('assword"');
  });
});

it('reads a setting as its choice is labelled', () => {
  expect(settingWords(field('postgres', 'database', 'sslmode'), 'require')).toBe('Required, certificate not checked');
  expect(settingWords(field('postgres', 'database', 'port'), 5432)).toBe('5432');
  expect(settingWords(field('postgres', 'database', 'host'), undefined)).toBe('');
});

describe('a sign-in at a provider', () => {
  const oauth2 = method('oauth2', 'oauth2');
  const values = {
    ...emptyValues(app('oauth2')),
    name: 'Orders API',
    fields: { ...emptyValues(app('oauth2')).fields, baseUrl: 'https://api.example.com', testPath: '/me' },
  };

  it('begins with the first way the component offers', () => {
    expect(values).toMatchObject({ authType: 'oauth2', way: 'authorization_code', appId: '', scopes: null });
  });

  it('opens a window only when nothing is missing that the browser knows of', () => {
    expect(isComplete(oauth2, values)).toBe(true);
    expect(isComplete(oauth2, { ...values, name: ' ' })).toBe(false);
    expect(isComplete(oauth2, { ...values, fields: { ...values.fields, baseUrl: '' } })).toBe(false);
    expect(isComplete(oauth2, { ...values, way: 'pasted' })).toBe(false);
    const pasted = { ...values.fields, accessToken: 'abc', expiresAt: 'tomorrow' };
    expect(isComplete(oauth2, { ...values, way: 'pasted', fields: pasted })).toBe(false);
    expect(isComplete(oauth2, { ...values, way: 'pasted', fields: { ...pasted, expiresAt: '' } })).toBe(true);
  });

  it('sends who one is, or the tokens, only where that way was chosen', () => {
    const typed = { ...values.fields, username: 'ada', password: 'pw', accessToken: 'at' };
    const sent = (way: 'authorization_code' | 'password' | 'pasted') => inputOf(oauth2, typed, new Set(), way);
    const settings = { baseUrl: 'https://api.example.com', testPath: '/me' };
    expect(sent('authorization_code')).toEqual({ settings, secret: {} });
    expect(sent('password')).toEqual({ settings: { ...settings, username: 'ada' }, secret: { password: 'pw' } });
    expect(sent('pasted')).toEqual({ settings, secret: { accessToken: 'at' } });
  });

  it('asks for what the provider says only beside tokens that exist already', () => {
    const zoho = method('zoho', 'oauth2');
    const names = (way: 'authorization_code' | 'pasted' | null) =>
      rowsOf(zoho, {}, way).flatMap((row) => row.map((one) => one.name));
    expect([names('authorization_code'), names(null), names('pasted')]).toEqual([[], [], ['apiDomain']]);
    const empty = { ...emptyValues(app('zoho')), name: 'CRM' };
    expect(isComplete(zoho, empty)).toBe(true);
    expect(isComplete(zoho, { ...empty, way: 'pasted', fields: { accessToken: 'abc' } })).toBe(false);
    const typed = { apiDomain: 'https://www.zohoapis.eu', accessToken: 'abc' };
    expect(inputOf(zoho, typed, new Set(), 'authorization_code').settings).toEqual({});
    expect(inputOf(zoho, typed, new Set(), 'pasted').settings).toEqual({ apiDomain: typed.apiDomain });
  });

  it('goes through the app that was chosen, else one for the same environment', () => {
    const apps = [
      { id: 'a', environment: 'staging' },
      { id: 'b', environment: 'production' },
    ];
    expect(chosenApp(apps, { appId: 'a', environment: 'production' })?.id).toBe('a');
    expect(chosenApp(apps, { appId: '', environment: 'production' })?.id).toBe('b');
    expect(chosenApp(apps, { appId: 'gone', environment: 'qa' })?.id).toBe('a');
    expect(chosenApp([], { appId: '', environment: 'qa' })).toBeUndefined();
  });

  it('asks for each scope once, however they are divided', () => {
    expect(scopesOf(' read, write read\n admin ')).toEqual(['read', 'write', 'admin']);
    expect(scopesOf('')).toEqual([]);
  });
});
