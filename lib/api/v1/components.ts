import { createRoute, z } from '@hono/zod-openapi';
import { getComponent, listComponents } from '#lib/catalog/catalog.ts';
import { formOf, type AppFormField, type AppFormMethod } from '#lib/catalog/form.ts';
import { componentId } from '#lib/catalog/schema.ts';
import { authTypes } from '#lib/credentials/schema.ts';
import { json, needs, router } from './wire.ts';

const tags = ['Components'];

const listed = z
  .object({
    id: z.string(),
    name: z.string(),
    category: z.string(),
    authTypes: z.array(z.enum(authTypes)),
  })
  .openapi('ListedComponent');

const list = createRoute({
  method: 'get',
  path: '/components',
  operationId: 'listComponents',
  summary: 'The apps and services a credential can be for',
  tags,
  ...needs('credential.read'),
  responses: { 200: json(z.object({ data: z.array(listed) }), 'All of them, by name.') },
});

const field = z
  .object({
    name: z.string(),
    label: z.string(),
    kind: z.string(),
    secret: z.boolean().openapi({ description: 'Goes into `secret`; the others into `settings`.' }),
    required: z.boolean(),
    defaultValue: z.string(),
    hint: z.string().nullable(),
    options: z.array(z.object({ value: z.string(), label: z.string() })).nullable(),
    pattern: z.string().nullable(),
    charactersMax: z.int(),
    when: z.object({ field: z.string(), is: z.array(z.string()) }).nullable(),
  })
  .openapi('Field');

const fieldJson = (one: AppFormField): z.output<typeof field> => ({
  name: one.name,
  label: one.label,
  kind: one.kind,
  secret: one.secret,
  required: one.required,
  defaultValue: one.defaultValue,
  hint: one.hint,
  options: one.options?.map(({ value, label }) => ({ value, label })) ?? null,
  pattern: one.pattern?.source ?? null,
  charactersMax: one.charactersMax,
  when: one.when && { field: one.when.field, is: [...one.when.is] },
});

const authMethod = z
  .object({
    type: z.enum(authTypes),
    label: z.string(),
    fields: z.array(field),
    tokenFields: z.array(field).openapi({ description: 'Of oauth2: where tokens exist already.' }),
    grants: z.array(z.string()).openapi({ description: 'Of oauth2.' }),
    defaultScopes: z.array(z.string()),
    notTestable: z.string().nullable().openapi({ description: 'Why it cannot be checked; null: it can.' }),
  })
  .openapi('AuthMethod');

const methodJson = ({ type, label, fields, oauth, notTestable }: AppFormMethod): z.output<typeof authMethod> => ({
  type,
  label,
  fields: fields.map(fieldJson),
  tokenFields: oauth?.pasted.map(fieldJson) ?? [],
  grants: [...(oauth?.grants ?? [])],
  defaultScopes: [...(oauth?.scopes.default ?? [])],
  notTestable,
});

const component = z
  .object({
    id: z.string(),
    name: z.string(),
    category: z.string(),
    description: z.string().nullable(),
    helpUrl: z.string().nullable(),
    authMethods: z.array(authMethod),
  })
  .openapi('Component');

const get = createRoute({
  method: 'get',
  path: '/components/{id}',
  operationId: 'getComponent',
  summary: 'The ways to sign in at one app, and the fields each asks for',
  tags,
  ...needs('credential.read', 'NOT_FOUND'),
  request: { params: z.object({ id: componentId }) },
  responses: { 200: json(component, 'The component.') },
});

export function componentsApi() {
  const app = router();
  app.openapi(list, (c) => {
    const readable = listComponents().flatMap((one) => ('broken' in one ? [] : [one]));
    const data = readable.map(({ id, name, category, authMethods }) => ({
      id,
      name,
      category,
      authTypes: authMethods.map(({ type }) => type),
    }));
    return c.json({ data }, 200);
  });
  app.openapi(get, (c) => {
    const { id, name, category, description, helpUrl, authMethods } = formOf(getComponent(c.req.valid('param').id));
    return c.json({ id, name, category, description, helpUrl, authMethods: authMethods.map(methodJson) }, 200);
  });
  return app;
}
