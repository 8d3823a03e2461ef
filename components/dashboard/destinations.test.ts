import { describe, expect, it } from 'vitest';
import { permissionsOf } from '#lib/access.ts';
import { credentialDestinations, fixedDestinations } from './destinations.ts';

const scope = { tenant: 'northwind', workspace: 'operations' };
const apps = [
  { id: 'slack', name: 'Slack', icon: { monogram: 'Sl' } },
  { id: 'postgres', name: 'PostgreSQL', icon: { monogram: 'Po' } },
];
const labels = (q: string, role: 'owner' | 'viewer') =>
  fixedDestinations(scope, q, apps, permissionsOf(role)).map((one) => one.label);

describe('the palette', () => {
  it('offers what the role may do', () => {
    expect(labels('', 'owner')).toContain('Create a credential');
    expect(labels('', 'owner')).toContain('Open Activity');
    expect(labels('', 'viewer')).not.toContain('Create a credential');
    expect(labels('', 'viewer')).not.toContain('Open Activity');
  });

  it('finds apps and deeds by their words, in any case', () => {
    expect(labels('SLA', 'owner')).toEqual(['Slack']);
    expect(labels('open ', 'viewer')).toEqual(['Open Freshness', 'Open Flows', 'Open Trash', 'Open Settings']);
    expect(labels('no such thing', 'owner')).toEqual([]);
  });

  it('leads to a credential, also of an app that has left the catalogue', () => {
    const found = { id: 'crd_1', name: 'HR', component: 'workday', environment: 'staging', state: 'failed' as const };
    expect(credentialDestinations(scope, [found], apps)).toMatchObject([
      { label: 'HR', detail: 'workday, staging', href: '/northwind/operations/credentials/workday/crd_1' },
    ]);
  });
});
