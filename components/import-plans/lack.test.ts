import { describe, expect, it } from 'vitest';
import type { PlanDto } from '#lib/import-plans/schema.ts';
import { lackOf } from './lack.ts';

const signer = { fingerprint: 'F', standing: 'unknown', label: null, isHere: false, isRemembered: true } as const;

const plan = (doing: Partial<PlanDto['doing']>, hasUnknownSigner = false): Pick<PlanDto, 'file' | 'doing'> => ({
  file: {
    resourceType: 'credential',
    fileName: 'all.bson',
    bytes: 1,
    count: 1,
    exportedAt: null,
    origin: null,
    sealing: 'passphrase',
    signer: hasUnknownSigner ? signer : null,
    platformVersion: null,
  },
  doing: { create: 0, override: 0, skip: 0, open: 0, ...doing },
});

describe('what Create lacks', () => {
  it('is nothing once something would be stored', () => {
    expect(lackOf(plan({ create: 1 }), false)).toBeNull();
    expect(lackOf(plan({ override: 1 }), false)).toBeNull();
    expect(lackOf(plan({ create: 1 }, true), true)).toBeNull();
  });

  it('is the signer, then the choice for conflicts, then anything to do', () => {
    expect(lackOf(plan({ open: 2 }, true), false)).toMatchObject({ about: 'signer' });
    expect(lackOf(plan({ create: 5, open: 2 }), false)).toMatchObject({ about: 'conflicts' });
    expect(lackOf(plan({ skip: 7 }), false)).toMatchObject({ about: 'plan' });
  });
});
