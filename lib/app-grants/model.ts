/** `host:port` of an origin: limits and pauses of a provider are by it. */
export const hostOf = (origin: string): string => origin.slice(origin.indexOf('://') + 3);

/** How many of what uses an app are named where it is refused. */
export const namesTold = 5;
