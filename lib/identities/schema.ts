import { z } from 'zod';
import { fingerprintText } from '#lib/names.ts';

export const keyKinds = ['signing', 'receiving'] as const;
export type KeyKind = (typeof keyKinds)[number];

export const rotateInput = z.strictObject({
  kind: z.enum(keyKinds),
  /** Of the key the person saw: another one is not rotated. */
  fingerprint: fingerprintText,
  /** The person's own, asked for again. */
  password: z.string().min(1).max(1_000),
});
export type RotateInput = z.output<typeof rotateInput>;

export interface KeyDto {
  readonly version: number;
  readonly fingerprint: string;
  readonly createdAt: number;
  readonly createdBy: string;
}

export interface KeyHistory {
  readonly current: KeyDto;
  /** Replaced by a newer one, the newest first. */
  readonly former: readonly KeyDto[];
}

export interface IdentityDto {
  readonly signing: KeyHistory;
  readonly receiving: KeyHistory;
  /** What others seal to, as it is handed on. */
  readonly receivingText: string;
}
