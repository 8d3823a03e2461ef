import type { ManifestSource } from '#lib/catalog/schema.ts';

type FieldSource = ManifestSource['authMethods'][number]['fields'][number];

/** https://developers.openai.com/api/docs/guides/data-residency */
const host: FieldSource = {
  name: 'host',
  label: 'Data residency',
  kind: 'select',
  default: 'api.openai.com',
  options: [
    { value: 'api.openai.com', label: 'Global' },
    { value: 'us.api.openai.com', label: 'United States' },
    { value: 'eu.api.openai.com', label: 'Europe' },
    { value: 'ae.api.openai.com', label: 'United Arab Emirates' },
    { value: 'au.api.openai.com', label: 'Australia' },
    { value: 'ca.api.openai.com', label: 'Canada' },
    { value: 'gb.api.openai.com', label: 'United Kingdom' },
    { value: 'in.api.openai.com', label: 'India' },
    { value: 'jp.api.openai.com', label: 'Japan' },
    { value: 'kr.api.openai.com', label: 'South Korea' },
    { value: 'sg.api.openai.com', label: 'Singapore' },
  ],
  pattern: '^(?:[a-z]{2}\\.)?api\\.openai\\.com$',
  patternMessage: 'This is not a region of OpenAI.',
  hint: 'As the project of the key has it. Most projects have none: global.',
};

/** Sent only when they are chosen: an empty header is not the same as none. */
const billing: readonly FieldSource[] = [
  {
    name: 'billing',
    label: 'Organization and project',
    kind: 'select',
    default: 'key',
    options: [
      { value: 'key', label: 'Those of the key' },
      { value: 'organization', label: 'Name the organization' },
      { value: 'project', label: 'Name organization and project' },
    ],
    hint: 'Only an older key of a person with several organizations has to name one.',
  },
  {
    name: 'organization',
    label: 'Organization ID',
    kind: 'text',
    placeholder: 'org-…',
    when: { field: 'billing', is: ['organization', 'project'] },
    pattern: '^org-[A-Za-z0-9_-]+$',
    patternMessage: 'The ID of an organization begins with org-.',
    charactersMax: 100,
    help: {
      text: 'On the OpenAI platform: Settings, Organization, General.',
      url: 'https://platform.openai.com/settings/organization/general',
    },
  },
  {
    name: 'project',
    label: 'Project ID',
    kind: 'text',
    placeholder: 'proj_…',
    when: { field: 'billing', is: ['project'] },
    pattern: '^proj_[A-Za-z0-9_-]+$',
    patternMessage: 'The ID of a project begins with proj_.',
    charactersMax: 100,
    help: {
      text: 'On the OpenAI platform: Settings, Project, General.',
      url: 'https://platform.openai.com/settings/organization/projects',
    },
  },
];

/**
 * https://platform.openai.com/docs/api-reference/models/retrieve: one model, because the list grows with every
 * fine-tuned one. That the model is gone, closed to the project, or not to be read with this key is said only to keys
 * that are right.
 */
export const openai: ManifestSource = {
  id: 'openai',
  name: 'OpenAI',
  category: 'AI',
  description: 'Text, image and speech models.',
  helpUrl: 'https://platform.openai.com/docs/api-reference/authentication',
  icon: { monogram: 'Op' },
  authMethods: [
    {
      type: 'api_key',
      label: 'API key',
      fields: [
        host,
        {
          name: 'apiKey',
          label: 'API key',
          kind: 'secret',
          secret: true,
          hint: 'It begins with sk-. A key of a project, restricted to what your flows need, is safest.',
          help: {
            text: 'On the OpenAI platform: Settings, API keys. A key is shown once, when it is made.',
            url: 'https://platform.openai.com/api-keys',
          },
        },
        ...billing,
      ],
      audience: { from: 'template', destinations: ['https://{host}:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://{host}/v1/models/gpt-4o-mini',
        placements: [
          { in: 'bearer', token: '{apiKey}' },
          {
            in: 'header',
            name: 'OpenAI-Organization',
            value: '{organization}',
            when: { field: 'billing', is: ['organization', 'project'] },
          },
          { in: 'header', name: 'OpenAI-Project', value: '{project}', when: { field: 'billing', is: ['project'] } },
        ],
        success: [
          { status: [200], where: { pointer: '/object', is: ['model'] } },
          { status: [403, 404], where: { pointer: '/error/code', is: ['model_not_found'] } },
          {
            status: [401, 403],
            where: { pointer: '/error/message', contains: 'Missing scopes' },
            message: 'OpenAI accepted the API key; it is restricted and may not read models.',
          },
        ],
        failures: [
          {
            where: { pointer: '/error/code', is: ['incorrect_hostname'] },
            code: 'wrong_region',
            message: 'OpenAI keeps the project of this key in another region than {host}.',
            fix: 'Choose the data residency of the project: it stands in its settings on the OpenAI platform.',
            field: 'host',
          },
          {
            where: { pointer: '/error/code', is: ['mismatched_organization', 'invalid_organization'] },
            code: 'wrong_organization',
            message: 'OpenAI says that this key does not belong to organization {organization}.',
            fix: 'Check the organization ID, or leave it to the key.',
            field: 'organization',
          },
          {
            where: { pointer: '/error/code', is: ['mismatched_project', 'invalid_project'] },
            code: 'wrong_project',
            message: 'OpenAI says that this key does not belong to project {project}.',
            fix: 'Check the project ID, or leave it to the key.',
            field: 'project',
          },
          {
            where: { pointer: '/error/code', is: ['account_deactivated'] },
            code: 'account_disabled',
            message: 'OpenAI says that the account of this key is deactivated.',
            fix: 'Ask the owner of the OpenAI organization, or use a key of another account.',
          },
          {
            where: { pointer: '/error/code', is: ['unsupported_country_region_territory'] },
            code: 'country_not_served',
            message: 'OpenAI does not serve the country that this server is in.',
            fix: 'Nothing says that the API key is wrong. Ask the operator of this server.',
          },
          {
            where: { pointer: '/error/code', is: ['invalid_api_key'] },
            code: 'unauthorized',
            message: 'OpenAI did not accept the API key.',
            fix: 'It is mistyped or was deleted. Make a new one under API keys and paste it whole.',
            field: 'apiKey',
          },
        ],
      },
    },
  ],
};
