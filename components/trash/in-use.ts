import type { Refusal } from '#lib/result.ts';

/** The active flows an IN_USE names. */
export function flowsOf({ detail }: Refusal): { id: string; name: string }[] {
  const { flowIds, flows } = detail;
  if (!Array.isArray(flowIds) || !Array.isArray(flows)) return [];
  return flowIds.map((id, at) => ({ id: String(id), name: String(flows[at] ?? id) }));
}
