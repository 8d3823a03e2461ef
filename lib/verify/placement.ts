import type { Settings } from '#lib/catalog/input.ts';
import type { HttpProbe, Placement } from '#lib/catalog/probe-schema.ts';
import { fillText, fillUrl } from '#lib/catalog/template.ts';

export interface ProbeRequest {
  readonly method: string;
  /** May hold a secret in its query: never shown, never logged. */
  readonly url: string;
  readonly headers: Record<string, string>;
}

const isUsed = (placement: Placement, settings: Settings): boolean =>
  !placement.when || placement.when.is.includes(String(settings[placement.when.field] ?? ''));

/** The request of a probe, with the secret where the manifest puts it. */
export function requestOf(
  probe: HttpProbe,
  settings: Settings,
  secret: Readonly<Record<string, string>>,
): ProbeRequest {
  const values = { ...settings, ...secret };
  const headers: Record<string, string> = { ...probe.headers };
  const query: string[] = [];
  for (const placement of probe.placements) {
    if (!isUsed(placement, settings)) continue;
    if (placement.in === 'bearer') headers['Authorization'] = `Bearer ${fillText(placement.token, values)}`;
    else if (placement.in === 'basic') headers['Authorization'] = basic(placement, values);
    else if (placement.in === 'header') headers[fillText(placement.name, settings)] = fillText(placement.value, values);
    else query.push(`${encodeURIComponent(fillText(placement.name, settings))}=${fillUrl(placement.value, values)}`);
  }
  const url = fillUrl(probe.url, settings);
  const joined = query.length > 0 ? `${url}${url.includes('?') ? '&' : '?'}${query.join('&')}` : url;
  return { method: probe.method, url: joined, headers };
}

/** RFC 7617, in UTF-8. */
function basic(placement: Extract<Placement, { in: 'basic' }>, values: Settings): string {
  const pair = `${fillText(placement.username, values)}:${fillText(placement.password, values)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}
