/** What Lighthouse answers to a key. */
export type Answer = 'accepted' | 'revoked' | 'forbidden' | 'limited';

export interface LighthouseKey {
  /** No secret: it opens nothing but a program on this machine that has nothing in it. */
  readonly key: string;
  readonly workspace: string;
  readonly answer: Answer;
}

// Without the workspace's name in it: an answer that repeats a piece of the key is not shown.
const key = (end: string, workspace: string, answer: Answer): LighthouseKey => ({
  key: `lh_demo_${end}`,
  workspace,
  answer,
});

/** The keys that Lighthouse knows, by what they are called in the demo. First those that no credential there holds. */
export const lighthouseKeys = {
  spare: key('71be40c2d9a8', 'Northwind Evenings', 'accepted'),
  nightDesk: key('5f19e87b03c6', 'Night Desk', 'accepted'),
  supportDesk: key('4c1f92a6e07d', 'Northwind Support', 'accepted'),
  returnsDesk: key('9a02d5b81f3e', 'Northwind Returns', 'revoked'),
  staging: key('e530c74f1a9b', 'Northwind Staging', 'accepted'),
  readOnly: key('2d88f60b3c15', 'Northwind Staging', 'forbidden'),
  loadTest: key('b6c4180ae92f', 'Northwind Staging', 'limited'),
  contosoDesk: key('83fa2e5d70b1', 'Contoso Support', 'accepted'),
  contosoReturns: key('1e6d9f38c4a0', 'Contoso Returns', 'accepted'),
  contosoField: key('c07b6a14d2e9', 'Contoso Field Service', 'accepted'),
} as const satisfies Record<string, LighthouseKey>;
