import { expect, it } from 'vitest';
import { flowsOf } from './in-use.ts';

it('names and links the flows that would stop', () => {
  const refusal = { ok: false, code: 'IN_USE', message: '' } as const;
  const detail = { flowIds: ['f1', 'f2'], flows: ['Order sync', 'Nightly ledger'] };
  expect(flowsOf({ ...refusal, detail })).toEqual([
    { id: 'f1', name: 'Order sync' },
    { id: 'f2', name: 'Nightly ledger' },
  ]);
  expect(flowsOf({ ...refusal, detail: {} })).toEqual([]);
});
