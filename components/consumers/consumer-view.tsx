import { activitySearch } from '#components/activity/filters.ts';
import { ActivityPanel } from '#components/credentials/activity-panel.tsx';
import { activityHref, consumersHref } from '#components/shell/hrefs.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import type { Permission } from '#lib/access.ts';
import type { KeyDto } from '#lib/api-keys/schema.ts';
import type { AuditRow } from '#lib/audit/schema.ts';
import type { ConsumerDto } from '#lib/consumers/schema.ts';
import type { AppForm, CredentialPage } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ConsumerCredentials } from './consumer-credentials.tsx';
import { ConsumerFacts } from './consumer-facts.tsx';
import { ConsumerTokens } from './consumer-tokens.tsx';
import { DeleteButton } from './delete-consumer.tsx';
import { calledOf, otherWords } from './words.ts';

interface ConsumerViewProps {
  scope: Scope;
  consumer: ConsumerDto;
  credentials: CredentialPage;
  /** Not the first page of them. */
  isLater: boolean;
  apps: readonly Pick<AppForm, 'id' | 'name' | 'icon'>[];
  /** Those that still work; null for those who may not look. */
  tokens: readonly KeyDto[] | null;
  activity: readonly AuditRow[];
  permissions: readonly Permission[];
  now: number;
}

/** Everything of one consumer. */
export function ConsumerView(props: ConsumerViewProps) {
  const { scope, consumer, credentials, isLater, apps, tokens, activity, permissions, now } = props;
  const allHref = activitySearch(activityHref(scope), { about: consumer.id });
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Consumers', href: consumersHref(scope) }]}
        title={consumer.externalId}
        sentence={[calledOf(consumer), otherWords(consumer)].filter(Boolean).join(', ') || undefined}
        actions={permissions.includes('consumer.delete') && <DeleteButton scope={scope} consumer={consumer} />}
      />
      <div className="split">
        <div className="stack wide">
          <ConsumerCredentials {...{ scope, consumer, isLater, apps, now }} page={credentials} />
          {tokens && (
            <ConsumerTokens
              scope={scope}
              tokens={tokens}
              canRevoke={permissions.includes('api_key.update')}
              now={now}
            />
          )}
        </div>
        <div className="stack wide">
          <ConsumerFacts consumer={consumer} now={now} />
          <ActivityPanel
            rows={activity}
            noun="consumer"
            allHref={permissions.includes('activity.read') ? allHref : null}
            now={now}
          />
        </div>
      </div>
    </>
  );
}
