import { dateWords } from '#components/ui/time-words.ts';
import type { AuditGroup, AuditRow } from '#lib/audit/schema.ts';

/** Before and after the name of what it was done to. */
type Phrase = readonly [before: string, after?: string];

const phrases: Readonly<Record<string, Phrase>> = {
  'credential.created': ['created'],
  'credential.updated': ['changed'],
  'credential.duplicated': ['made', 'as a copy'],
  'credential.verified': ['checked'],
  'credential.verification_requested': ['asked for a check of'],
  'credential.imported': ['imported'],
  'credential.overridden': ['overrode', 'by an import'],
  'credential.reverted': ['brought back the former value of'],
  'credential.exported': ['exported'],
  'credential.deleted': ['deleted'],
  'credential.restored': ['restored', 'from the trash'],
  'credential.purged': ['purged', 'from the trash'],
  'credential.quarantined': ['found', 'unreadable'],
  'credential.expiring': ['warned of the end of'],
  'credential.connected': ['connected'],
  'credential.reconnected': ['connected', 'again'],
  'credential.revoked': ['took back the access of'],
  'credential.revocation_agreed': ['had the provider end the access of'],
  'credential.revocation_failed': ['could not have the provider end the access of'],
  'credential.token_issued': ['was given the secret of'],
  'credential.refreshed': ['refreshed the token of'],
  'credential.refresh_pending': ['could not refresh the token of', 'and tries again'],
  'credential.refresh_failed': ['found', 'in need of a new sign-in'],
  'credential.refresh_recovered': ['refreshed the token of', 'again'],
  'credential.refreshing_stopped': ['stopped refreshing'],
  'credential.refreshing_resumed': ['resumed refreshing'],
  'credential.tokens_erased': ['took the dead tokens out of'],
  'credential.replaced_in_flows': ['replaced', 'in its flows'],
  'flow.created': ['made the flow'],
  'flow.renamed': ['renamed the flow'],
  'flow.step_added': ['added a step to the flow'],
  'flow.step_renamed': ['renamed a step of the flow'],
  'flow.step_moved': ['moved a step of the flow'],
  'flow.step_removed': ['removed a step of the flow'],
  'flow.credential_chosen': ['chose a credential in the flow'],
  'flow.credential_replaced': ['replaced a credential in the flow'],
  'flow.activated': ['activated the flow'],
  'flow.paused': ['paused the flow'],
  'flow.deleted': ['deleted the flow'],
  'flow.exported': ['exported the flow'],
  'flow.imported': ['imported the flow'],
  'import.started': ['began to import the file'],
  'import.stop_asked': ['asked to stop the import of'],
  'import.stopped': ['stopped the import of'],
  'import.verification_requested': ['asked for a check of all in'],
  'import.undo_started': ['began to undo the import of'],
  'import.applied': ['imported the file'],
  'import.undone': ['undid the import of'],
  'import.connections_started': ['began to import connections from'],
  'import.connections_imported': ['imported the connections of'],
  'import.connections_stopped': ['stopped the import of connections from'],
  'import.connections_failed': ['gave up the import of connections from'],
  'import.signer_confirmed': ['confirmed the signer'],
  'export.created': ['exported', 'to a file'],
  'export.fetched': ['fetched the file of'],
  'member.invited': ['invited'],
  'member.invite_renewed': ['made a new link for'],
  'member.invite_withdrawn': ['withdrew the invitation of'],
  'member.joined': ['joined as'],
  'member.role_changed': ['changed the role of'],
  'member.disabled': ['disabled'],
  'member.enabled': ['enabled', 'again'],
  'member.removed': ['removed'],
  'member.mail_changed': ['changed which letters go to'],
  'session.started': ['signed in as'],
  'session.refused': ['was refused at sign-in as'],
  'session.ended': ['signed out as'],
  'session.revoked': ['ended a session of'],
  'session.revoked_others': ['ended all other sessions of'],
  'session.password_changed': ['changed the password of'],
  'workspace.created': ['made the workspace'],
  'workspace.updated': ['changed the workspace'],
  'workspace.versions_kept_changed': ['changed how many versions are kept in the workspace'],
  'tenant.created': ['made the tenant'],
  'oauth_app.created': ['registered the OAuth app'],
  'oauth_app.updated': ['changed the OAuth app'],
  'oauth_app.secret_rotated': ['replaced the client secret of the OAuth app'],
  'oauth_app.deleted': ['deleted the OAuth app'],
  'webhook.created': ['made the webhook'],
  'webhook.updated': ['changed the webhook'],
  'webhook.secret_rotated': ['rotated the signing secret of the webhook'],
  'webhook.enabled': ['switched on the webhook'],
  'webhook.disabled': ['switched off the webhook'],
  'webhook.tested': ['sent a test to the webhook'],
  'webhook.replayed': ['sent events again to the webhook'],
  'webhook.deleted': ['deleted the webhook'],
  'key.rotated': ['rotated the'],
  'key.signer_named': ['named the signer'],
  'key.signer_forgotten': ['forgot the signer'],
  'key.recipient_added': ['added the recipient'],
  'key.recipient_renamed': ['renamed the recipient'],
  'key.recipient_removed': ['removed the recipient'],
  'api_key.created': ['made the API key'],
  'api_key.revoked': ['revoked the API key'],
  'consumer.created': ['added the consumer'],
  'consumer.updated': ['changed the consumer'],
  'consumer.deleted': ['deleted the consumer', 'for good'],
};

/** An action that a newer version wrote is shown by its own name, readable enough: `signer.pinned`. */
export const phraseOf = (action: string): Phrase => phrases[action] ?? [action.replaceAll(/[._]/g, ' ')];

export const groupWords: Record<AuditGroup, string> = {
  credential: 'Credentials',
  flow: 'Flows',
  import: 'Imports',
  export: 'Exports',
  member: 'Members',
  session: 'Sessions',
  workspace: 'Workspaces',
  tenant: 'Tenant',
  key: 'Keys',
  api_key: 'API keys',
  consumer: 'Consumers',
  oauth_app: 'OAuth apps',
  webhook: 'Webhooks',
};

/** What a person asks first comes first; keys without words of their own are spelled out behind them. */
const terms: readonly (readonly [key: string, term: string])[] = [
  ['outcome', 'outcome'],
  ['before', 'state before'],
  ['reason', 'reason'],
  ['count', 'count'],
  ['created', 'created'],
  ['overridden', 'overridden'],
  ['items', 'items'],
  ['left', 'stayed'],
  ['from', 'from'],
  ['to', 'to'],
  ['leftOut', 'left out'],
  ['sealing', 'sealed to'],
  ['recipient', 'recipient'],
  ['fingerprint', 'fingerprint'],
  ['agent', 'browser'],
  ['component', 'app'],
  ['version', 'version'],
  ['item', 'place in the file'],
  ['steps', 'steps'],
  ['open', 'steps without a credential'],
  ['gone', 'steps of an app that is not here'],
  ['changed', 'changed'],
  ['scopes', 'may'],
  ['expiresAt', 'ends'],
  ['days', 'warning of'],
  ['ended', 'ended with it'],
  ['credentials', 'credentials'],
  ['tokens', 'tokens'],
  ['nameBefore', 'called before'],
  ['exportId', 'export'],
  ['code', 'code'],
  ['durationMs', 'took'],
  ['sha256', 'SHA-256'],
];
const machineKeys = ['sha256', 'fingerprint', 'signer', 'exportId', 'code', 'component'];

export interface DetailFact {
  readonly term: string;
  readonly value: string;
  readonly isMono: boolean;
}

export function factsOf(given: AuditRow['detail'] | null): DetailFact[] {
  const detail = given ?? {};
  const known = new Set(terms.map(([key]) => key));
  const others = Object.keys(detail).filter((key) => !known.has(key));
  return [...terms, ...others.map((key) => [key, spelledOut(key)] as const)].flatMap(([key, term]) => {
    const value = detail[key];
    if (value === undefined || value === null || value === '') return [];
    return { term, value: valueWords(key, value), isMono: machineKeys.includes(key) };
  });
}

/** States, in our own words. */
const stateKeys = ['outcome', 'before'];

/** What people typed stays as it is; only our own words lose their underscores. */
function valueWords(key: string, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (key === 'durationMs') return `${value} ms`;
  if (key === 'days') return `${value} ${value === 1 ? 'day' : 'days'}`;
  if (key === 'expiresAt') return endWords(value);
  return stateKeys.includes(key) ? String(value).replaceAll('_', ' ') : String(value);
}

/** Written down as epoch milliseconds or as ISO 8601. */
function endWords(value: string | number): string {
  const at = new Date(value).getTime();
  return Number.isNaN(at) ? String(value) : dateWords(at, 'UTC');
}

const spelledOut = (key: string): string => key.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
