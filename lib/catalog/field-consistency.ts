import type { Field } from './field-schema.ts';

/** What a schema of shapes cannot say of one field. */
export function ofField(field: Field): readonly string[] {
  const found: string[] = [];
  const values = field.options?.map((option) => option.value);
  if (field.kind === 'secret' && !field.secret) found.push(`${field.name} is of kind secret and not secret`);
  if (field.secret && field.kind !== 'secret' && field.kind !== 'multiline')
    found.push(`${field.name} is secret and of kind ${field.kind}`);
  if (field.secret && field.default !== undefined) found.push(`${field.name} is secret and has a default`);
  if ((field.kind === 'select') !== (values !== undefined)) found.push(`${field.name}: options belong to a select`);
  if (values && field.default !== undefined && !values.includes(String(field.default)))
    found.push(`${field.name}: the default is not an option`);
  if ((field.pattern === undefined) !== (field.patternMessage === undefined))
    found.push(`${field.name}: a pattern needs its message`);
  return found;
}
