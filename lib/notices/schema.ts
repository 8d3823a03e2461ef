import { z } from 'zod';

/** Days ahead of an end at which it is told. The nearest one that has come is told, once. */
export const warningDays = [30, 7, 1] as const;
export type WarningDays = (typeof warningDays)[number];

export type NoticeKind = 'reconnect' | 'expiring';

export const mailInput = z.strictObject({ reconnect: z.boolean(), expiring: z.boolean() });
export type MailInput = z.output<typeof mailInput>;

/** What a member wants to be written to about, and whether anybody is. */
export interface MailChoice extends MailInput {
  readonly email: string;
  /** Whether this installation has a mail server. */
  readonly isOn: boolean;
}
