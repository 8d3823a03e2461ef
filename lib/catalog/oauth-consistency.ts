import { ofField } from './field-consistency.ts';
import type { Field } from './field-schema.ts';
import type { OauthMethod } from './oauth-schema.ts';
import { namesIn } from './template.ts';

/** Endpoints are made of what an OAuth app says, and settings are filled that exist. */
export function ofOauth(oauth: OauthMethod, fields: readonly Field[]): readonly string[] {
  const appFields = new Map(oauth.appFields.map((one) => [one.name, one]));
  const found: string[] = oauth.appFields.flatMap(ofField);
  if (appFields.size < oauth.appFields.length) found.push('a field of the OAuth app stands there twice');
  for (const one of oauth.appFields) {
    if (one.secret) found.push(`${one.name} is a secret of the OAuth app beside its client secret`);
    if (one.when && !appFields.has(one.when.field)) found.push(`${one.name}.when names ${one.when.field}`);
    if (one.pairWith && !appFields.has(one.pairWith)) found.push(`${one.name}.pairWith names ${one.pairWith}`);
  }
  for (const [where, template] of endpointsOf(oauth)) found.push(...ofEndpoint(where, template, appFields));
  const { clientAuth } = oauth;
  if (typeof clientAuth === 'object' && appFields.get(clientAuth.field)?.kind !== 'select')
    found.push('clientAuth names what is not a choice of the OAuth app');
  for (const name of [...Object.keys(oauth.fromCallback), ...Object.keys(oauth.fromToken)]) {
    const target = fields.find((one) => one.name === name);
    if (!target || target.secret || target.managed) found.push(`${name} is filled and is no setting`);
    else if (target.kind !== 'select' && !target.pattern) found.push(`${name} is filled and has no pattern`);
  }
  return found;
}

/** What an address may name beside fields of the OAuth app, where a token is taken back. */
const ofRevocation = ['clientId', 'token'];

const endpointsOf = (oauth: OauthMethod): readonly (readonly [string, string])[] =>
  Object.entries({
    issuer: oauth.issuer,
    authorizationUrl: oauth.authorizationUrl,
    tokenUrl: oauth.tokenUrl,
    revocationUrl: oauth.revocationUrl,
  }).flatMap(([where, template]) => (template === undefined ? [] : [[where, template] as const]));

function ofEndpoint(where: string, template: string, appFields: ReadonlyMap<string, Field>): readonly string[] {
  const found: string[] = [];
  const origin = /^https:\/\/[^/]*/.exec(template)?.[0] ?? '';
  for (const name of namesIn(template)) {
    if (where === 'revocationUrl' && ofRevocation.includes(name) && !namesIn(origin).includes(name)) continue;
    const one = appFields.get(name);
    if (!one) found.push(`${where} names ${name}, which is no field of the OAuth app`);
    else if (origin === '' && one.kind !== 'url') found.push(`${where} is ${name}, which is no address`);
    else if (origin !== '' && one.kind !== 'select' && !one.pattern)
      found.push(`${name} is in ${where} and has no pattern`);
  }
  return found;
}
