import { settingWords } from '#components/credentials/form-model.ts';
import { Copied } from '#components/ui/copied.tsx';
import { Facts, type Fact } from '#components/ui/facts.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import type { OauthAppDetail, OauthComponent, RedirectAddresses } from '#lib/oauth-apps/schema.ts';
import { SecretAge } from './app-table.tsx';
import { graceWords, lifeWords } from './words.ts';

interface ClientPanelProps {
  app: OauthAppDetail;
  /** Null where the catalogue does not have it. */
  component: OauthComponent | null;
  addresses: RedirectAddresses;
  now: number;
}

/** What is registered at the provider. */
export function ClientPanel({ app, component, addresses, now }: ClientPanelProps) {
  const facts: Fact[] = [
    { term: 'Client id', value: <Copied text={app.clientId} name="client id" />, mono: true },
    { term: 'Client secret', value: <SecretAge savedAt={app.secretSavedAt} now={now} /> },
    ...(component?.hasRedirect
      ? [
          {
            term: 'Redirect address',
            value: <Copied text={addresses.redirectUri} name="redirect address" />,
            mono: true,
          },
          {
            term: 'For consumers',
            value: <Copied text={addresses.vaultRedirectUri} name="address for consumers" />,
            mono: true,
          },
        ]
      : []),
    ...settingFacts(app, component),
    { term: 'Secret goes only to', value: app.audience.join(' '), mono: true },
    { term: 'Registered here', value: <Time at={app.createdAt} now={now} dateOnly /> },
    { term: 'Changed', value: <Time at={app.updatedAt} now={now} /> },
  ];
  return (
    <Panel title="Client">
      <Facts facts={facts} />
    </Panel>
  );
}

/** Without a manifest the names are those in the database. */
function settingFacts({ settings }: OauthAppDetail, component: OauthComponent | null): Fact[] {
  if (!component) return Object.entries(settings).map(([term, value]) => ({ term, value: String(value), mono: true }));
  return component.fields.flatMap((field) => {
    const value = settingWords(field, settings[field.name]);
    return value === '' ? [] : [{ term: field.label, value, mono: field.options === null }];
  });
}

/** What is asked for when somebody connects, and how long it holds. */
export function SignInPanel({ app, component }: { app: OauthAppDetail; component: OauthComponent | null }) {
  const always = component?.scopes.required.filter((scope) => !app.scopes.includes(scope)) ?? [];
  const scopes = [...app.scopes, ...always];
  return (
    <Panel title="Sign-in">
      <div className="stack">
        {scopes.length > 0 ? (
          <ul className="texts" aria-label="Scopes">
            {scopes.map((scope) => (
              <li key={scope}>
                <code dir="ltr">{scope}</code>
                {always.includes(scope) && <span className="muted small">always asked</span>}
              </li>
            ))}
          </ul>
        ) : (
          <p className="soft">No scopes are asked for: what the provider gives by itself.</p>
        )}
        <Facts facts={lifetimes(app, component)} />
      </div>
    </Panel>
  );
}

function lifetimes({ params, lifeSeconds, graceSeconds }: OauthAppDetail, component: OauthComponent | null): Fact[] {
  return [
    ...Object.entries(params).map(([term, value]) => ({ term, value, mono: true })),
    { term: 'Access token lives, unless it says', value: lifeWords(lifeSeconds ?? component?.lifeSeconds ?? null) },
    ...(component ? [refreshFact(component, graceSeconds)] : []),
  ];
}

function refreshFact({ rotates, graceSeconds: declared }: OauthComponent, own: number | null): Fact {
  if (!rotates) return { term: 'Refresh token', value: 'Stays the same' };
  return { term: 'Used refresh token is taken again', value: graceWords(own ?? declared) };
}
