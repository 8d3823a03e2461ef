import type { HttpProbe } from './probe-schema.ts';
import { ofField } from './field-consistency.ts';
import { ofOauth } from './oauth-consistency.ts';
import type { AuthMethod } from './schema.ts';
import { namesIn } from './template.ts';

/** What a schema of shapes cannot say: names that are used exist, and secrets go only where secrets may. */
export function inconsistencies(manifest: { readonly authMethods: readonly AuthMethod[] }): readonly string[] {
  const types = manifest.authMethods.map((method) => method.type);
  const twice = new Set(types).size < types.length ? ['An auth type stands there twice.'] : [];
  return [
    ...twice,
    ...manifest.authMethods.flatMap((method) => ofMethod(method).map((text) => `${method.type}: ${text}`)),
  ];
}

function ofMethod(method: AuthMethod): readonly string[] {
  const names = method.fields.map((field) => field.name);
  const found: string[] = new Set(names).size < names.length ? ['a field name stands there twice'] : [];
  if (names.length === 0) found.push('there is no field');
  if ((method.type === 'oauth2') !== (method.oauth !== undefined)) found.push('oauth2 and its endpoints go together');
  const mustBe = (name: string, where: string, isSecretAllowed = false): void => {
    const field = method.fields.find((one) => one.name === name);
    if (!field) found.push(`${where} names ${name}, which is not a field`);
    else if (field.secret && !isSecretAllowed) found.push(`${where} uses the secret ${name}`);
  };

  for (const field of method.fields) {
    found.push(...ofField(field));
    if (field.pairWith) mustBe(field.pairWith, `${field.name}.pairWith`, true);
    if (field.when) mustBe(field.when.field, `${field.name}.when`);
  }
  for (const one of method.derive) {
    mustBe(one.field, 'derive.field');
    mustBe(one.from, 'derive.from', true);
  }
  const { audience, verify } = method;
  if (audience.from === 'url') mustBe(audience.field, 'audience');
  if (audience.from === 'hostPort') for (const name of [audience.host, audience.port]) mustBe(name, 'audience');
  if (audience.from === 'template') {
    for (const name of audience.destinations.flatMap(namesIn)) {
      mustBe(name, 'audience');
      if (!method.fields.find((one) => one.name === name)?.pattern)
        found.push(`${name} is in a host and has no pattern`);
    }
  }
  if (audience.from === 'fixed' && audience.destinations.some((one) => namesIn(one).length > 0))
    found.push('a fixed audience has a template in it');
  if (verify.kind === 'http') ofProbe(verify, mustBe);
  if (method.oauth) found.push(...ofOauth(method.oauth, method.fields));
  return found;
}

type MustBe = (name: string, where: string, isSecretAllowed?: boolean) => void;

function ofProbe(probe: HttpProbe, mustBe: MustBe): void {
  for (const name of namesIn(probe.url)) mustBe(name, 'verify.url');
  if (probe.needs) mustBe(probe.needs.field, 'verify.needs');
  for (const placement of probe.placements) {
    if (placement.when) mustBe(placement.when.field, 'placement.when');
    const templates =
      placement.in === 'bearer'
        ? [placement.token]
        : placement.in === 'basic'
          ? [placement.username, placement.password]
          : [placement.value];
    for (const name of templates.flatMap(namesIn)) mustBe(name, `placement in ${placement.in}`, true);
    if ('name' in placement) for (const name of namesIn(placement.name)) mustBe(name, 'the name of a placement');
  }
  for (const row of probe.failures) {
    if (row.field) mustBe(row.field, 'failure.field', true);
    for (const name of namesIn(`${row.message} ${row.fix ?? ''}`)) mustBe(name, 'the words of a failure');
  }
}
