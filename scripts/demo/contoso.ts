import { lighthouseKeys } from './lighthouse-keys.ts';
import { bearer, lighthouse, month, type Placed } from './past-credential.ts';

/** What the sample file is made of: one meets Northwind's by its name, one by its identifier, one is new there. */
export const integrations = (origin: string): readonly Placed[] => [
  {
    ...lighthouse(origin, lighthouseKeys.contosoDesk),
    identifier: 'lighthouse-contoso-desk',
    name: 'Support desk',
    environment: 'production',
    by: 'elena',
    createdDaysAgo: 101,
    checks: month,
  },
  {
    ...lighthouse(origin, lighthouseKeys.contosoReturns),
    identifier: 'lighthouse-returns-desk',
    name: 'Returns and refunds',
    environment: 'production',
    by: 'elena',
    createdDaysAgo: 88,
    checks: month,
  },
  {
    ...lighthouse(origin, lighthouseKeys.contosoField),
    identifier: 'lighthouse-field-service',
    name: 'Field service',
    environment: 'production',
    by: 'elena',
    createdDaysAgo: 23,
    checks: { count: 22 },
  },
  {
    ...bearer('slack'),
    identifier: 'slack-contoso',
    name: 'Shop floor',
    environment: 'production',
    by: 'elena',
    state: 'passed',
    account: 'keyhaven in Contoso',
    createdDaysAgo: 64,
    checks: month,
  },
];
