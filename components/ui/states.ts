/** Worst first: this order is the order of severity everywhere. */
export const states = [
  'unreadable',
  'failed',
  'reconnect',
  'expiring',
  'unverified',
  'not_testable',
  'passed',
  'verifying',
] as const;

export type StateName = (typeof states)[number];

export const stateWords: Record<StateName, string> = {
  unreadable: 'Unreadable',
  failed: 'Failed',
  reconnect: 'Reconnect needed',
  expiring: 'Expiring',
  unverified: 'Unverified',
  not_testable: 'Not testable',
  passed: 'Passed',
  verifying: 'Verifying',
};

export const stateMeaning: Record<StateName, string> = {
  unreadable: 'What is stored cannot be opened',
  failed: 'The app said no; opens with the reason and a fix',
  reconnect: 'Access was revoked; sign in again to repair it',
  expiring: 'Works, and ends within 14 days',
  unverified: 'Not checked yet',
  not_testable: 'The app offers no way to check',
  passed: 'Checked with the app, and it works',
  verifying: 'Being checked now',
};
