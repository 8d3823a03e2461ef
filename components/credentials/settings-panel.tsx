import { Facts, type Fact } from '#components/ui/facts.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { AppForm, CredentialDetail } from '#lib/credentials/schema.ts';
import { findMethod, settingWords } from './form-model.ts';
import { authTypeWords } from './words.ts';

/** What is public about a credential, in the words of its manifest; of the secret only that it is there. */
export function SettingsPanel({ app, credential }: { app: AppForm | null; credential: CredentialDetail }) {
  const method = app && findMethod(app, credential.authType);
  const facts: Fact[] = [
    { term: 'Auth type', value: method?.label ?? authTypeWords[credential.authType] },
    ...(method ? namedFacts(method.fields, credential) : plainFacts(credential)),
  ];
  return (
    <Panel title="Settings">
      <Facts facts={facts} />
    </Panel>
  );
}

type Fields = NonNullable<ReturnType<typeof findMethod>>['fields'];

function namedFacts(fields: Fields, { settings, secretFields, state }: CredentialDetail): Fact[] {
  const hidden = <Hidden isReadable={state !== 'unreadable'} />;
  return fields.flatMap((field): Fact[] => {
    if (field.secret)
      return secretFields.includes(field.name) ? [{ term: field.label, value: hidden, mono: true }] : [];
    const words = settingWords(field, settings[field.name]);
    if (words === '') return [];
    if (field.kind === 'multiline') return [{ term: field.label, value: 'given' }];
    return [{ term: field.label, value: words, mono: field.options === null }];
  });
}

/** Without a manifest the names are those in the database. */
const plainFacts = ({ settings, secretFields, state }: CredentialDetail): Fact[] => [
  ...Object.entries(settings).map(([term, value]) => ({ term, value: String(value), mono: true })),
  ...secretFields.map((term) => ({ term, value: <Hidden isReadable={state !== 'unreadable'} />, mono: true })),
];

function Hidden({ isReadable }: { isReadable: boolean }) {
  if (!isReadable) return <>unreadable</>;
  return (
    <>
      saved <span aria-hidden="true">••••</span>
    </>
  );
}
