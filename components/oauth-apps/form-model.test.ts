import { describe, expect, it } from 'vitest';
import type { OauthAppDetail, OauthComponent } from '#lib/oauth-apps/schema.ts';
import type { Refusal } from '#lib/result.ts';
import {
  emptyValues,
  factsOf,
  missingOf,
  paramsOf,
  paramsProblem,
  problemsOf,
  savedValues,
  wholeProblem,
  withScopes,
} from './form-model.ts';
import { graceWords, lifeWords, secondsWords, usedByWords } from './words.ts';

const field = (name: string, defaultValue = ''): OauthComponent['fields'][number] => ({
  name,
  label: name,
  kind: 'url',
  secret: false,
  required: false,
  defaultValue,
  placeholder: null,
  hint: null,
  help: null,
  options: null,
  pairWith: null,
  pattern: null,
  charactersMax: 500,
  when: null,
});

const component: OauthComponent = {
  id: 'oauth2',
  name: 'OAuth 2.0 API',
  category: 'Generic',
  icon: { monogram: 'Oa' },
  fields: [field('tokenUrl'), field('clientAuth', 'client_secret_basic')],
  scopes: { default: ['read'], required: ['offline_access'] },
  hasRedirect: true,
  canDiscover: true,
  lifeSeconds: 3_600,
  rotates: true,
  graceSeconds: 0,
  helpUrl: null,
  redirectHint: null,
};

const saved: OauthAppDetail = {
  id: 'oap_1',
  component: 'oauth2',
  name: 'Orders',
  environment: 'staging',
  clientId: 'web',
  secretSavedAt: 1,
  scopes: ['a', 'b'],
  revision: 3,
  settings: { tokenUrl: 'https://login.example.com/token' },
  params: { prompt: 'consent', audience: 'a=b' },
  lifeSeconds: 600,
  graceSeconds: 0,
  audience: [],
  createdAt: 1,
  updatedAt: 1,
};

const refusal = (code: Refusal['code'], detail: Refusal['detail']): Refusal => ({
  ok: false,
  code,
  message: 'No.',
  detail,
});

describe('what the form begins with', () => {
  it('is what the manifest says, and nothing typed', () => {
    expect(factsOf(emptyValues(component, 'production'))).toEqual({
      name: '',
      environment: 'production',
      clientId: '',
      settings: { tokenUrl: '', clientAuth: 'client_secret_basic' },
      scopes: ['read'],
      params: {},
      lifeSeconds: null,
      graceSeconds: null,
    });
  });

  it('is what is saved, which is sent back as it was', () => {
    const { name, environment, clientId, scopes, params, lifeSeconds, graceSeconds } = saved;
    expect(factsOf(savedValues(component, saved))).toEqual({
      name,
      environment,
      clientId,
      scopes,
      params,
      lifeSeconds,
      graceSeconds,
      settings: { tokenUrl: 'https://login.example.com/token', clientAuth: '' },
    });
    expect(savedValues(component, saved)).toMatchObject({ clientSecret: '', isPublic: false });
    expect(savedValues(component, { ...saved, secretSavedAt: null }).isPublic).toBe(true);
  });
});

describe('lists that are typed', () => {
  it('are cut at blanks, commas and line ends, and hold nothing twice', () => {
    expect(withScopes(['a'], ' b,c\n a  https://x.example/y.readonly,')).toEqual([
      'a',
      'b',
      'c',
      'https://x.example/y.readonly',
    ]);
    expect(factsOf({ ...emptyValues(component, 'x'), newScopes: 'not yet added' }).scopes).toEqual([
      'read',
      'not',
      'yet',
      'added',
    ]);
  });

  it('are parameters, one a line', () => {
    expect(paramsOf(' access_type = offline \n\nresource=https://a/?b=c')).toEqual({
      access_type: 'offline',
      resource: 'https://a/?b=c',
    });
    expect(paramsProblem('prompt=consent\n')).toBeNull();
    expect(paramsProblem('prompt')).toContain('One a line');
    expect(paramsProblem('a=1\na=2')).toContain('twice');
  });

  it('are whole seconds, or nothing', () => {
    expect(['', ' ', '60', ' 3600 '].map(wholeProblem)).toEqual([null, null, null, null]);
    for (const text of ['1.5', '-1', '1e3', 'an hour']) expect(wholeProblem(text)).not.toBeNull();
  });
});

describe('what is missing', () => {
  const pathsOf = (change: object, needsSecret: boolean) =>
    missingOf({ ...emptyValues(component, 'production'), ...change }, component, needsSecret).map(({ path }) => path);

  it('is named in the order of the form, the secret only where one is needed', () => {
    const required: OauthComponent = {
      ...component,
      fields: [
        { ...field('tokenUrl'), required: true, label: 'Token endpoint' },
        { ...field('realm'), required: true, when: { field: 'tokenUrl', is: ['x'] } },
      ],
    };
    const empty = emptyValues(required, 'production');
    expect(missingOf(empty, required, true)).toEqual([
      { path: 'name', message: 'A name is needed.' },
      { path: 'fields.tokenUrl', message: 'Token endpoint is needed.' },
      { path: 'clientId', message: 'A client id is needed.' },
      { path: 'clientSecret', message: 'A client secret is needed.' },
    ]);
    expect(pathsOf({ name: 'Orders', clientId: ' ' }, false)).toEqual(['clientId']);
    expect(pathsOf({ name: 'Orders', clientId: 'web', clientSecret: 's' }, true)).toEqual([]);
  });
});

describe('a refusal', () => {
  const pathsOf = (one: Refusal) => problemsOf(one, component).map(({ path }) => path);

  it('is said at its field, as far as the form has it', () => {
    expect(pathsOf(refusal('NAME_TAKEN', {}))).toEqual(['name']);
    expect(pathsOf(refusal('SECRET_REQUIRED', { fields: ['clientSecret'] }))).toEqual(['clientSecret']);
    expect(pathsOf(refusal('INPUT_INVALID', { fields: ['tokenUrl'], messages: ['No.'] }))).toEqual(['fields.tokenUrl']);
    expect(pathsOf(refusal('INPUT_INVALID', { fields: ['scopes.2', 'params.state', 'lifeSeconds'] }))).toEqual([
      'scopes',
      'params',
      'lifeSeconds',
    ]);
    expect(pathsOf(refusal('INPUT_INVALID', { fields: ['settings.tokenUrl', 'settings.gone'] }))).toEqual([
      'fields.tokenUrl',
    ]);
    expect(pathsOf(refusal('CHANGED_MEANWHILE', {}))).toEqual([]);
  });
});

describe('words', () => {
  it('say lifetimes in the largest unit that is exact', () => {
    expect([45, 60, 90, 3_600, 5_400, 86_400, 172_800].map(secondsWords)).toEqual([
      '45 seconds',
      '1 minute',
      '90 seconds',
      '1 hour',
      '90 minutes',
      '1 day',
      '2 days',
    ]);
    expect([lifeWords(null), graceWords(0), graceWords(30)]).toEqual(['Without an end', 'Not at all', '30 seconds']);
    expect([0, 1, 1_204].map(usedByWords)).toEqual(['Nothing yet', '1 credential', '1,204 credentials']);
  });
});
