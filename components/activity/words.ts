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
  'credential.exported': ['exported'],
  'credential.deleted': ['deleted'],
  'credential.restored': ['restored', 'from the trash'],
  'credential.purged': ['purged', 'from the trash'],
  'credential.quarantined': ['found', 'unreadable'],
  'import.applied': ['imported the file'],
  'export.created': ['exported', 'to a file'],
  'member.role_changed': ['changed the role of'],
  'member.disabled': ['disabled'],
  'member.enabled': ['enabled', 'again'],
  'member.removed': ['removed'],
  'session.started': ['signed in as'],
  'session.refused': ['was refused at sign-in as'],
  'session.ended': ['signed out as'],
  'session.revoked': ['ended a session of'],
  'session.revoked_others': ['ended all other sessions of'],
  'session.password_changed': ['changed the password of'],
  'workspace.created': ['made the workspace'],
  'workspace.renamed': ['renamed the workspace'],
  'tenant.created': ['made the tenant'],
};

/** An action that a newer version wrote is shown by its own name, readable enough: `signer.pinned`. */
export const phraseOf = (action: string): Phrase => phrases[action] ?? [action.replaceAll(/[._]/g, ' ')];

export const groupWords: Record<AuditGroup, string> = {
  credential: 'Credentials',
  import: 'Imports',
  export: 'Exports',
  member: 'Members',
  session: 'Sessions',
  workspace: 'Workspaces',
  tenant: 'Tenant',
};

/** What a person asks first comes first; keys without words of their own are spelled out behind them. */
const terms: readonly (readonly [key: string, term: string])[] = [
  ['outcome', 'Outcome'],
  ['reason', 'Reason'],
  ['count', 'Credentials'],
  ['created', 'Created'],
  ['overridden', 'Overridden'],
  ['from', 'From'],
  ['to', 'To'],
  ['sealing', 'Sealed to'],
  ['agent', 'Browser'],
  ['component', 'App'],
  ['version', 'Version'],
  ['item', 'Place in the file'],
  ['exportId', 'Export'],
  ['code', 'Code'],
  ['durationMs', 'Took'],
  ['sha256', 'SHA-256'],
];
const machineKeys = ['sha256', 'exportId', 'code', 'component'];

export interface DetailFact {
  readonly term: string;
  readonly value: string;
  readonly isMono: boolean;
}

export function factsOf(detail: AuditRow['detail']): DetailFact[] {
  const known = new Set(terms.map(([key]) => key));
  const others = Object.keys(detail).filter((key) => !known.has(key));
  return [...terms, ...others.map((key) => [key, spelledOut(key)] as const)].flatMap(([key, term]) => {
    const value = detail[key];
    if (value === undefined || value === null || value === '') return [];
    const isMono = machineKeys.includes(key);
    return { term, value: key === 'durationMs' ? `${String(value)} ms` : valueWords(value, isMono), isMono };
  });
}

const valueWords = (value: string | number | boolean, isMono: boolean): string => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return isMono ? String(value) : String(value).replaceAll('_', ' ');
};

const spelledOut = (key: string): string => {
  const spaced = key.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
