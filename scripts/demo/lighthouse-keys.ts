/** What Lighthouse answers to a key. */
export type Answer = 'accepted' | 'revoked' | 'forbidden' | 'limited';

export interface LighthouseKey {
  /** No secret: it opens nothing but a program on this machine that has nothing in it. */
  readonly key: string;
  readonly workspace: string;
  readonly answer: Answer;
}

const key = (name: string, workspace: string, answer: Answer): LighthouseKey => ({
  key: `lh_demo_${name}`,
  workspace,
  answer,
});

/** The keys that Lighthouse knows, by what they are called in the demo. First those that no credential there holds. */
export const lighthouseKeys = {
  spare: key('northwind_spare_71be', 'Northwind Support', 'accepted'),
  nightDesk: key('nightdesk_5f19', 'Night Desk', 'accepted'),
  supportDesk: key('northwind_support_4c1f', 'Northwind Support', 'accepted'),
  returnsDesk: key('northwind_returns_9a02', 'Northwind Returns', 'revoked'),
  staging: key('northwind_staging_e530', 'Northwind Staging', 'accepted'),
  readOnly: key('northwind_readonly_2d88', 'Northwind Staging', 'forbidden'),
  loadTest: key('northwind_loadtest_b6c4', 'Northwind Staging', 'limited'),
  contosoDesk: key('contoso_support_83fa', 'Contoso Support', 'accepted'),
  contosoReturns: key('contoso_returns_1e6d', 'Contoso Returns', 'accepted'),
  contosoField: key('contoso_field_c07b', 'Contoso Field Service', 'accepted'),
} as const satisfies Record<string, LighthouseKey>;
