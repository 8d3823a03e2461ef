import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { Option } from '#components/ui/select.tsx';
import type { KeyDto } from '#lib/api-keys/schema.ts';
import { auditGroups, type AuditFilter } from '#lib/audit/schema.ts';
import { dayMs } from '#lib/clock.ts';
import type { MemberRow } from '#lib/members/schema.ts';
import { isStorable } from '#lib/names.ts';

export const periods = ['day', 'week', 'month'] as const;
const daysOf: Record<(typeof periods)[number], number> = { day: 1, week: 7, month: 30 };

/** The address holds the filters: one that was sent on shows the same. `about` is the id of one thing. */
export const activityParams = {
  kind: parseAsStringLiteral(auditGroups),
  person: parseAsString,
  period: parseAsStringLiteral(periods),
  about: parseAsString,
  after: parseAsString,
};

export const loadActivityParams = createLoader(activityParams);
export const activitySearch = createSerializer(activityParams);
export type ActivityParams = Awaited<ReturnType<typeof loadActivityParams>>;

const idCharactersMax = 60;

/** No longer than an id, and nothing a database would refuse to compare with. */
function id(text: string | null): string | null {
  const cut = text?.slice(0, idCharactersMax) ?? null;
  return cut !== null && isStorable(cut) ? cut : null;
}

export const filterOf = (params: ActivityParams, now: number): AuditFilter => ({
  group: params.kind,
  actorId: id(params.person),
  targetId: id(params.about),
  from: params.period === null ? null : now - daysOf[params.period] * dayMs,
  after: id(params.after),
});

/** Who may have done it: people, programs, and the product itself. */
export const actorOptions = (
  members: readonly Pick<MemberRow, 'userId' | 'name'>[],
  keys: readonly Pick<KeyDto, 'id' | 'name'>[],
): Option[] => [
  ...members.map((member) => ({ value: member.userId, label: member.name })),
  ...keys.map((key) => ({ value: key.id, label: `${key.name}, API key` })),
  { value: 'jobs', label: 'Keyhaven' },
];

export const hasFilter = ({ kind, person, period, about }: ActivityParams): boolean =>
  kind !== null || person !== null || period !== null || about !== null;
