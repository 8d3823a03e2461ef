export { connectionInput, connectionsAtOnceMax } from '#lib/connection-items/schema.ts';
export type { ConnectionInput, ImportResult } from '#lib/connection-items/schema.ts';
